/// An error that has a page of its own, such as a form that comes back with all that was typed.
struct PageFailure: Error {
    let cause: any Error
    let page: any PageContent

    /// - Parameter page: makes it from what there is to say of the cause.
    init(_ cause: any Error, _ page: (String) -> any PageContent) {
        self.cause = cause
        self.page = page(ErrorPage(Failure(cause)).explanation)
    }
}
