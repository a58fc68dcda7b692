"""A solver over the sums that pages tell: what may a count still be?"""

from fractions import Fraction


def most(rows, goal):
    """The largest value of the goal over all tables with these sums; None without an end.

    A simplex over fractions: it begins with one artificial variable a row, by Bland's rule.
    """
    width, height = len(goal), len(rows)
    table = [
        [Fraction(n) for n in row] + [Fraction(i == j) for j in range(height)] + [Fraction(total)]
        for i, (row, total) in enumerate(rows)
    ]
    base = [width + i for i in range(height)]
    for cost, used in (
        ([0] * width + [-1] * height, width + height),
        ([*goal, *[0] * height], width),
    ):
        while True:
            priced = [
                cost[j] - sum(cost[base[i]] * table[i][j] for i in range(height))
                for j in range(used)
            ]
            enter = next((j for j in range(used) if priced[j] > 0), None)
            if enter is None:
                break
            ratios = [
                (table[i][-1] / table[i][enter], base[i], i)
                for i in range(height)
                if table[i][enter] > 0
            ]
            stuck = [
                i
                for i in range(height)
                if used == width and base[i] >= width and table[i][enter] and not table[i][-1]
            ]
            if stuck:
                row = stuck[0]  # an artificial variable at zero must stay there
            elif not ratios:
                return None
            else:
                row = min(ratios)[2]
            pivot = table[row][enter]
            table[row] = [n / pivot for n in table[row]]
            for i in range(height):
                if i != row and table[i][enter]:
                    factor = table[i][enter]
                    table[i] = [a - factor * b for a, b in zip(table[i], table[row], strict=True)]
            base[row] = enter
    return sum(([*goal, *[0] * height])[base[i]] * table[i][-1] for i in range(height))
