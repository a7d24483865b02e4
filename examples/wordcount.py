"""Count the words of a text that the program writes itself: dicts and str methods."""

import sys

ONSETS = "b br c ch d dr f g gl h j k l m n p pl r s st t tr v w".split()
VOWELS = "a e i o u ai ea ou".split()
CODAS = ["", "", "", "n", "r", "s", "t", "nd", "st"]


class Random:
    """A small xorshift generator: the same text everywhere."""

    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        x = self.state
        x ^= x << 13 & 0xFFFFFFFF
        x ^= x >> 17
        x ^= x << 5 & 0xFFFFFFFF
        self.state = x
        return x % limit

    def choice(self, items):
        return items[self.below(len(items))]


def make_word(random):
    syllables = 1 + random.below(3)
    return "".join(
        random.choice(ONSETS) + random.choice(VOWELS) + random.choice(CODAS)
        for _ in range(syllables)
    )


def sentence(random, vocabulary):
    # The smaller of two draws: early words are common, late ones rare.
    words = [
        vocabulary[min(random.below(len(vocabulary)), random.below(len(vocabulary)))]
        for _ in range(4 + random.below(12))
    ]
    words[0] = words[0].capitalize()
    comma = random.below(len(words))
    if comma + 1 < len(words):
        words[comma] += ","
    return " ".join(words) + random.choice(".....!?")


def make_text(sentences, random):
    vocabulary = [make_word(random) for _ in range(3000)]
    lines = []
    for number in range(sentences):
        lines.append(sentence(random, vocabulary))
        if number % 9 == 8:
            lines.append("")
    return "\n".join(lines)


def words_of(text):
    for line in text.splitlines():
        if not line.strip():
            continue
        for token in line.split():
            word = token.strip(".,!?").lower()
            if word.isalpha():
                yield word


def count(words):
    counts = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return counts


def by_first_letter(counts):
    groups = {}
    for word in counts:
        groups.setdefault(word[0], []).append(word)
    return groups


def main():
    sentences = int(sys.argv[1]) if len(sys.argv) > 1 else 150_000
    text = make_text(sentences, Random(2463534242))
    counts = count(words_of(text))

    print(f"{len(text)} characters, {sum(counts.values())} words, {len(counts)} different")
    ranking = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    for word, times in ranking[:10]:
        print(f"{word:>12} {times:6}")

    for letter, group in sorted(by_first_letter(counts).items()):
        longest = max(group, key=lambda word: (len(word), word))
        print(f"{letter}: {len(group):4} words, the longest is {longest}")

    palindromes = sorted(word for word in counts if len(word) > 2 and word == word[::-1])
    print("palindromes:", ", ".join(palindromes))


if __name__ == "__main__":
    main()
