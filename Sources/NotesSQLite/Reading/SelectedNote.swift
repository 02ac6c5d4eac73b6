import GRDB
import Notes

/// Reads the columns of a note from a row. The row's statement must select `Note.Column.selection`.
struct SelectedNote: SearchedRow {
    let row: StatementRow
    /// The index of the note's first column.
    var first: CInt = 0
    /// The length to which the content is cut, in Unicode scalars. nil for the whole content.
    var contentLength: Int?
    /// If this passage is far from the beginning, the content is cut before it, too.
    var passage: SearchPassage?

    func integer(_ column: Note.Column) -> Int64 { row.int64(index(column)) }

    func text(_ column: Note.Column) -> String? {
        guard column == .content, let contentLength else { return row.text(index(column)) }
        let bytes = row.bytes(index(column))
        let start =
            passage?.start(in: bytes, title: row.bytes(index(.title)), columns: SearchPassage.columnsBefore) ?? 0
        if start == 0 { return row.text(index(column), maximumScalars: contentLength) }
        return "…" + StatementRow.text(UnsafeBufferPointer(rebasing: bytes[start...]), maximumScalars: contentLength)
    }

    func flag(_ column: Note.Column) -> Bool { row.int64(index(column)) != 0 }

    func time(_ column: Note.Column) -> Timestamp? { Timestamp(utf8: row.bytes(index(column))) }

    func withBytes<Result>(_ column: Note.Column, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        body(row.bytes(index(column)))
    }

    /// The bytes of the title and the content. A content that is cut counts as 0.
    var textBytes: Int {
        let content = contentLength == nil ? row.bytes(index(.content)).count : 0
        return row.bytes(index(.title)).count + content
    }

    /// The reason why a `Note` cannot hold all values of this row unchanged; nil if it can.
    var problem: String? {
        for column in Note.Column.allCases {
            let index = index(column)
            switch column.definition.kind {
            case .integer, .flag:
                continue
            case .text(let isRequired):
                if !isRequired && row.isNull(index) { continue }
                // Checks the type first, because `row.bytes` makes SQLite convert a blob to text.
                guard row.isText(index), String(validating: row.bytes(index), as: UTF8.self) != nil else {
                    return "its \(column.name) is not text in UTF-8"
                }
            case .time:
                guard row.isNull(index) || time(column) != nil else { return "its \(column.name) is not a time" }
            }
        }
        return nil
    }

    private func index(_ column: Note.Column) -> CInt { first + CInt(column.rawValue) }
}

extension Note {
    /// Reads the note with an id; nil if there is none.
    static func find(_ id: Int64, _ db: Database) throws -> Note? {
        try db.cachedStatement(sql: byID).firstRow([id]) { Note($0) }
    }

    /// Selects the note with an id.
    static let byID = "SELECT \(Column.selection) FROM note WHERE id = ?"

    /// - Parameter row: a row of a statement that selects `Column.selection` first.
    init(_ row: StatementRow) {
        self.init(row: SelectedNote(row: row))
    }
}
