/// An error, and the page that shows it: not an `ErrorPage`, but for example the form with the typed text.
struct PageError: Error {
    let cause: any Error
    let page: any PageContent

    /// - Parameter page: makes the page from a sentence that explains the cause.
    init(_ cause: any Error, _ page: (String) -> any PageContent) {
        self.cause = cause
        self.page = page(ErrorPage(HTTPError(cause)).explanation)
    }
}
