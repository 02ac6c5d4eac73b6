/// An error that is shown on a page of its own, such as a form that comes back with the text that was typed.
struct PageError: Error {
    let cause: any Error
    let page: any PageContent

    /// - Parameter page: makes the page from a sentence that explains the cause.
    init(_ cause: any Error, _ page: (String) -> any PageContent) {
        self.cause = cause
        self.page = page(ErrorPage(HTTPError(cause)).explanation)
    }
}
