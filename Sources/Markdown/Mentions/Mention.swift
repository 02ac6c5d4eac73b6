/// A tag, or a link to a note by its title, in a `TextRun`.
///
/// A tag is `#` and a name: letters, digits, combining marks, `_`, `-` and `/`, in any script, with at least one letter.
/// - It begins with a letter, a digit or `_`. It ends with one of them or a combining mark: `#work/` and `#work-` are `#work`.
/// - A zero-width joiner or non-joiner may be inside, because Indic and Persian words need it. Emoji and other signs end a tag.
/// - There is none directly after a letter, a digit, `_`, `/`, `&` or `#`: `C#`, `a#b`, `example.org/#top` and `##a` have no
///   tag. `#a#b` has only the tag `a`.
///
/// A link to a note is `[[Title]]`, or `[[Title|shown text]]`. The title and the text have no brackets and no line break,
/// and white space around them does not count.
///
/// In both, escaped characters and character references are characters like any other, except for `#`, `[` and `]`, which
/// then have no special meaning. Markup such as `*` is a boundary. Code, links and addresses contain neither.
struct Mention {
    /// The most Unicode scalars of a tag's name or of a title. If there are more, it is no mention.
    static let maximumLength = 200

    enum Kind { case tag, title }

    let kind: Kind
    /// All that was typed.
    let range: Range<Int>
    /// The tag without `#`, or the title.
    let name: Range<Int>
    /// What the reader sees.
    let shown: Range<Int>
}
