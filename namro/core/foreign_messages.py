"""Room core: sentences of Django and allauth that a person can meet, kept here for our catalogue.

Django's Vietnamese has gaps and allauth has none. Our catalogue is asked first (LOCALE_PATHS), so
a sentence that is gathered from here is shown in our words. Nothing at run time reads this file.
"""

from django.utils.translation import gettext_noop, ngettext_lazy, pgettext_lazy

FORMS = (
    gettext_noop("This field is required."),
    gettext_noop("This field cannot be null."),
    gettext_noop("This field cannot be blank."),
    gettext_noop("Enter a valid value."),
    gettext_noop("Enter a complete value."),
    gettext_noop("Enter a list of values."),
    gettext_noop("Enter a number."),
    gettext_noop("Enter a whole number."),
    gettext_noop("Enter a valid integer."),
    gettext_noop("Enter a valid date."),
    gettext_noop("Enter a valid time."),
    gettext_noop("Enter a valid date/time."),
    gettext_noop("Enter a valid URL."),
    gettext_noop("Enter a valid UUID."),
    gettext_noop("Enter a valid email address."),
    gettext_noop("Enter a valid “slug” consisting of letters, numbers, underscores or hyphens."),
    gettext_noop("Select a valid choice. That choice is not one of the available choices."),
    gettext_noop("Select a valid choice. %(value)s is not one of the available choices."),
    gettext_noop("Value %(value)r is not a valid choice."),
    gettext_noop("“%(pk)s” is not a valid value."),
    gettext_noop("Null characters are not allowed."),
    gettext_noop("Ensure this value is %(limit_value)s (it is %(show_value)s)."),
    gettext_noop("Ensure this value is less than or equal to %(limit_value)s."),
    gettext_noop("Ensure this value is greater than or equal to %(limit_value)s."),
    gettext_noop("%(model_name)s with this %(field_label)s already exists."),
    gettext_noop("%(model_name)s with this %(field_labels)s already exists."),
    gettext_noop("Constraint “%(name)s” is violated."),
    gettext_noop(
        "ManagementForm data is missing or has been tampered with. Missing fields: "
        "%(field_names)s. You may need to file a bug report if the issue persists."
    ),
)

FILES = (
    gettext_noop("No file was submitted. Check the encoding type on the form."),
    gettext_noop("No file was submitted."),
    gettext_noop("The submitted file is empty."),
    gettext_noop("Please either submit a file or check the clear checkbox, not both."),
    gettext_noop(
        "Upload a valid image. The file you uploaded was either not an image or a corrupted image."
    ),
    gettext_noop(
        "File extension “%(extension)s” is not allowed. "
        "Allowed extensions are: %(allowed_extensions)s."
    ),
)

PASSWORDS = (
    gettext_noop("The password is too similar to the %(verbose_name)s."),
    gettext_noop("Your password can’t be too similar to your other personal information."),
    gettext_noop("This password is too common."),
    gettext_noop("Your password can’t be a commonly used password."),
    gettext_noop("This password is entirely numeric."),
    gettext_noop("Your password can’t be entirely numeric."),
    gettext_noop(
        "Enter a valid username. "
        "This value may contain only letters, numbers, and @/./+/-/_ characters."
    ),
    gettext_noop("A user with that username already exists."),
)

PLURALS = (
    ngettext_lazy(
        "Ensure this value has at least %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at least %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    ),
    ngettext_lazy(
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    ),
    ngettext_lazy(
        "Ensure this filename has at most %(max)d character (it has %(length)d).",
        "Ensure this filename has at most %(max)d characters (it has %(length)d).",
        "max",
    ),
    ngettext_lazy(
        "Please submit at most %(num)d form.", "Please submit at most %(num)d forms.", "num"
    ),
    ngettext_lazy(
        "Please submit at least %(num)d form.", "Please submit at least %(num)d forms.", "num"
    ),
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
    ngettext_lazy(
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
        "min_length",
    ),
)

ALLAUTH_LABELS = (
    pgettext_lazy("field label", "Login"),
    gettext_noop("Username"),
    gettext_noop("Username or email"),
    gettext_noop("Password"),
    gettext_noop("Password (again)"),
    gettext_noop("Current Password"),
    gettext_noop("New Password"),
    gettext_noop("New Password (again)"),
    gettext_noop("Remember Me"),
    gettext_noop("Forgot your password?"),
    gettext_noop("Use your password"),
    gettext_noop("Email"),
    gettext_noop("Email address"),
    gettext_noop("Code"),
    gettext_noop("email address"),
)

ALLAUTH_ERRORS = (
    gettext_noop("The username and/or password you specified are not correct."),
    gettext_noop("The email address and/or password you specified are not correct."),
    gettext_noop("This account is currently inactive."),
    gettext_noop("Too many failed login attempts. Try again later."),
    gettext_noop("Be patient, you are sending too many requests."),
    gettext_noop("Invalid login."),
    gettext_noop("Incorrect password."),
    gettext_noop("Incorrect code."),
    gettext_noop("Invalid or expired key."),
    gettext_noop("Please type your current password."),
    gettext_noop("You must type the same password each time."),
    gettext_noop("The new value must be different from the current one."),
    gettext_noop("The password reset token was invalid."),
    gettext_noop("The email address is not assigned to any user account."),
    gettext_noop("A user is already registered with this email address."),
    gettext_noop("This email address is already associated with this account."),
    gettext_noop("Your primary email address must be verified."),
    gettext_noop("You cannot remove your primary email address."),
    gettext_noop("You cannot add more than %d email addresses."),
    gettext_noop("Username can not be used. Please use other username."),
    gettext_noop("Please select only one."),
)

# xgettext does not see a sentence behind the names `_lazy` and `now`, so those of our own rooms
# stand here too until the gathering knows both names.
UNSEEN = (
    gettext_noop("Draft begun"),
    gettext_noop("Words changed"),
    gettext_noop("Approved change put in place"),
    gettext_noop("Taken from a workbook"),
    gettext_noop("Change asked for"),
    gettext_noop("Handed in"),
    gettext_noop("Followed from now on"),
    gettext_noop("Milestone"),
    gettext_noop("Verified on the ground"),
    gettext_noop("Blocker raised"),
    gettext_noop("Later day asked for"),
    gettext_noop("Started"),
    gettext_noop("Reported partly done"),
    gettext_noop("Sent back to work"),
    gettext_noop("Stopped for good"),
    gettext_noop("Level"),
    gettext_noop("Files"),
    gettext_noop("What will be done"),
    gettext_noop("Why it is new or hard"),
    gettext_noop("Who does it and who answers"),
    gettext_noop("By when"),
    gettext_noop("What will come out"),
    gettext_noop("A day (30/9/2026) or words: “cuối quý III”, “trước 30/9”, “tháng 10”."),
    gettext_noop("A verb, a number, a place: “Vận động 12 hộ ngõ 5 bàn giao mặt bằng”."),
    gettext_noop("What can be seen or counted at the end: papers, metres, households."),
    gettext_noop("Who answers for it; left empty, the leader of the unit."),
    gettext_noop("People and bodies that help, separated by commas."),
    gettext_noop("For a hard task: since when it has been pending."),
    gettext_noop("New or hard"),
    gettext_noop("Rules"),
    gettext_noop("Quotas and bodies of the scheme."),
    gettext_noop("Short name in addresses"),
    gettext_noop("Year"),
    gettext_noop("Opens on"),
    gettext_noop("Closes on"),
    gettext_noop("Clears"),
    gettext_noop("First approving body"),
    gettext_noop("Second approving body"),
    gettext_noop("Orientation topics"),
    gettext_noop("One a line: what the committee asks people to take on."),
    gettext_noop("Set up by"),
    gettext_noop("Tick at least one line."),
    gettext_noop("Approve and pass on"),
    gettext_noop("Approve"),
    gettext_noop("Return"),
    gettext_noop("Refuse as routine duty"),
    gettext_noop("Ask for another task"),
    gettext_noop("Withdraw"),
    gettext_noop("Approve the change"),
    gettext_noop("Refuse the change"),
    gettext_noop("Open the campaign"),
    gettext_noop("Close the campaign"),
    gettext_noop("Open again"),
    gettext_noop("Start"),
    gettext_noop("Report partly done"),
    gettext_noop("Declare done"),
    gettext_noop("Send back to work"),
    gettext_noop("Stop for good"),
    gettext_noop("Mark as cleared"),
    gettext_noop("Grant"),
    gettext_noop("Refuse"),
    gettext_noop("The file cannot be taken: %(reason)s"),
    gettext_noop("Cell %(cell)s: %(what)s"),
    gettext_noop("Row %(row)s: %(what)s"),
    gettext_noop("State bodies"),
)
