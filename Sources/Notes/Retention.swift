/// How long a store keeps the past of notes. In each member, nil keeps everything and 0 keeps nothing.
public struct Retention: Sendable, Equatable {
    /// How long a version is kept after it was replaced, in days.
    public var historyDays: Int?
    /// How many replaced versions of a note are kept. Versions younger than `minimumDays` are kept in any case.
    public var historyVersions: Int?
    /// How long a deleted note is kept, in days.
    public var trashDays: Int?

    /// The age below which `historyVersions` removes no version, in days. A form can be saved for so long, and the
    /// service needs the version that the form started from.
    public static let minimumDays = 31

    public init(historyDays: Int? = 365, historyVersions: Int? = 200, trashDays: Int? = 30) {
        self.historyDays = historyDays
        self.historyVersions = historyVersions
        self.trashDays = trashDays
    }
}
