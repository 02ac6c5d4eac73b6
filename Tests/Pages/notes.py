"""The notes that fill the site: every construct of Markdown, every script, and texts of every length."""

import json
import urllib.request

LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitän" * 4
LONG_TITLE = ("A title as long as titles can be, which says everything that the text says as well, " * 3)[:200]

MARKDOWN = """\
An introduction with **strong**, *emphasised*, ~~deleted~~ and `inline code` text.
This line follows a single line break.  
This one follows a hard break. A [link](https://example.org/a?b=c&d=e "with a title"), a bare address
https://example.org/path, <mailto:anna@example.org>, [a page of this site](/notes) and an ![image](https://example.org/x.png).

# First level
## Second level
### Third level
#### Fourth level
##### Fifth level
###### Sixth level

- a list
  - a list inside it
    - and one more
      1. with numbers
      2. and more
- with two paragraphs

  in one item

3. It starts at three.
4. Then comes four.

- [ ] an open task
- [x] a task that is done
  - [ ] a task inside with `code` and a [link](https://example.org)
  - [x] another one
- no task at all

1. [ ] a task with a number
2. [x] and one that is done

> A quote.
>
> > A quote inside it, with
> > - a list
> > - [ ] and a task

```swift
let greeting = "Hello"  // the language is a class
print(greeting)
```

    code by indentation

| left | centre | right |
| :--- | :----: | ----: |
| a | **b** | 1 |
| `c` | [d](https://example.org) | 22 |

---

<b onclick="alert(1)">HTML</b> is shown as text, <script>alert(1)</script> and &amp; &copy; too.

Term one\\
Term two

***

Setext heading
==============

Another one
-----------
"""

WIDE = f"""\
{LONG_WORD}

A word in `{LONG_WORD}` and a link: https://example.org/{LONG_WORD}

```
{"a line of code that is much wider than the screen of a phone, and wider than any desktop as well; " * 3}
short
```

| {" | ".join(f"column {n}" for n in range(1, 16))} |
|{" --- |" * 15}
| {" | ".join(f"value {n * 1000}" for n in range(1, 16))} |

- [ ] {LONG_WORD}
> {LONG_WORD}

# {LONG_WORD}

A link to [[Shopping]], and the tags #{LONG_WORD} and #work/notes.
"""

ARABIC = """\
مرحبا بالعالم. هذه ملاحظة باللغة العربية.

# عنوان

- [ ] خبز
- [x] حليب 2 لتر
- زبدة (100 g)

> اقتباس قصير

| اسم | عدد |
| --- | --- |
| تفاح | 3 |

English text in the same note, then العربية again.

`code` שלום עולם
"""

CJK = """\
# 今日の予定
日本語の長い文章は単語の間に空白がないので、どこで改行するかをブラウザーが決めます。長い文章でも画面からはみ出してはいけません。

- [ ] 牛乳を買う
- [x] 图书馆还书
- 한국어 문장도 있습니다

| 品名 | 数量 |
| --- | --- |
| りんご | 三個 |
"""

EMOJI = """\
🎈 A party 👩‍👩‍👧‍👦 with flags 🇩🇪🇯🇵 and tones 👍🏽

- [ ] 🥖 bread
- [x] 🧈 butter
"""

# Title and text of each note, by the name under which the pages refer to it.
TEXTS = {
    "markdown": ("Everything that Markdown can do", MARKDOWN),
    "wide": (("Wide " + LONG_WORD)[:200], WIDE),
    "arabic": ("قائمة التسوق مع عنوان طويل", ARABIC),
    "cjk": ("買い物リスト:牛乳とパンと卵", CJK),
    "emoji": ("🎈 Party 👩‍👩‍👧‍👦", EMOJI),
    "short": ("x", "y"),
    "long": (LONG_TITLE, "A short text."),
    "deep": ("Deep quotes", "> " * 200 + "This text is shown as typed, because it is nested too deeply."),
    "html": ("<b>\"HTML\"</b> & 'quotes' {{title}}", "<p>not a paragraph</p>\n\n&lt;"),
    "tasks": ("Shopping", "- [ ] Milk\n- [ ] Bread\n- [x] Butter\n"),
}


class API:
    """The JSON API of the site."""

    def __init__(self, site):
        self.site = site

    def send(self, method, path, value=None):
        body = None if value is None else json.dumps(value).encode()
        request = urllib.request.Request(self.site + path, body, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=20) as response:
            return json.loads(response.read() or b"null")

    def create(self, title, content, **fields):
        """Creates a note, and returns its id."""
        return self.send("POST", "/api/notes", {"title": title, "content": content, **fields})["id"]

    def change(self, note, **fields):
        self.send("PUT", f"/api/notes/{note}", fields)

    def delete(self, note):
        self.send("DELETE", f"/api/notes/{note}")


def fill(api):
    """Creates 26 notes, three of them pinned, and twelve in the trash. Returns their ids by name."""
    ids = {f"day {n}": api.create(f"Day {n}", f"What happened on day {n}.\n\nNothing at all.") for n in range(1, 17)}
    for name, (title, content) in TEXTS.items():
        ids[f"deleted {name}"] = api.create(title, content)
        ids[name] = api.create(title, content)
    for name in ("markdown", "arabic", "day 1"):
        api.change(ids[name], is_pinned=True)
    # A history with every kind of change.
    api.change(ids["tasks"], title="Shopping list")
    api.change(ids["tasks"], content=f"- [x] Milk\n- [ ] Dark bread #kitchen\n- [x] Butter\n{LONG_WORD}\nالخبز\n")
    api.change(ids["tasks"], is_pinned=True)
    api.change(ids["tasks"], is_pinned=False, title=LONG_TITLE)
    for name in ids:
        if name.startswith("deleted"):
            api.delete(ids[name])
    api.delete(api.create("Deleted, too", "This makes a second page in the trash."))
    api.delete(api.create("Deleted as well", "This note is on it."))
    return ids
