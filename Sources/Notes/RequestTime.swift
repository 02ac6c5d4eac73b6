/// How long the current request may take. A store that waits for a server stops waiting in time to respond.
public enum RequestTime {
    /// The longest time from the arrival of a request to its response.
    public static let maximum = Duration.seconds(10)

    /// When the current request must have its response. nil outside of requests.
    @TaskLocal public static var deadline: ContinuousClock.Instant?
}
