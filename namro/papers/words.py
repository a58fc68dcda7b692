"""Room papers: what an office may still change of a paper before it gets its number."""

from collections.abc import Sequence
from dataclasses import dataclass

from namro.papers import content as papers
from namro.papers.content import Block, Content
from namro.papers.letterheads import Head
from namro.papers.states import Form

# Where a copy is kept, in the words of each form.
DESKS = {Form.PARTY: "Văn phòng", Form.STATE: "VT"}


@dataclass(frozen=True)
class Words:
    """What the office may change before a paper is issued.

    `grounds` are asked of decisions alone.
    """

    subject: str
    recipients: Sequence[str]
    mode: str
    authority: str
    post: str
    name: str
    stead: str = ""
    grounds: Sequence[str] = ()

    @property
    def signature(self) -> Block:
        return papers.signature(self.mode, self.authority, self.post, self.name, stead=self.stead)

    def on(self, content: Content) -> Content:
        """A paper with these words in the place of its own."""
        return content | {
            "subject": papers.plain(self.subject),
            "grounds": [papers.plain(one) for one in self.grounds],
            "recipients": [papers.plain(one) for one in self.recipients],
            "signatures": [self.signature],
        }


def kept_at(head: Head) -> str:
    """The last line of the recipients."""
    return f"Lưu {DESKS[Form(head.form)]}"


def proposed(content: Content, head: Head, signer: str) -> Words:
    """The words of a paper as its register wrote them; the head says who signs, else the leader."""
    return Words(
        subject=content["subject"],
        recipients=content["recipients"],
        grounds=content["grounds"],
        mode=head.mode,
        authority=head.authority,
        post=head.post,
        name=head.name or signer,
    )
