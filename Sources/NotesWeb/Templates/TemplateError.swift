/// A tag of a template that is wrong.
struct TemplateError: Error {
    /// From 1.
    let line: Int
    let reason: String
}
