/// A tag of a template that is wrong.
struct TemplateError: Error {
    /// The number of the line, from 1.
    let line: Int
    let reason: String
}
