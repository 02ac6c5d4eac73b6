import GRDB
import Notes

/// Reads the columns of a note from a row. The row's statement must select `Note.Column.selection`.
struct SelectedNote: SearchedRow {
    let row: StatementRow
    /// The index of the note's first column.
    var first: CInt = 0
    /// nil for the whole content.
    var cut: ContentCut?

    func integer(_ column: Note.Column) -> Int64 { row.int64(index(column)) }

    func text(_ column: Note.Column) -> String? {
        guard column == .content, cut != nil else { return row.text(index(column)) }
        return row.isNull(index(column)) ? nil : withContent { String(decoding: $0, as: UTF8.self) }
    }

    /// Calls `body` with the note.
    func lend(to body: (LentNote) throws -> Void) rethrows {
        try withContent { content in
            try body(
                LentNote(
                    id: integer(.id), title: LentText(row.bytes(index(.title))), content: LentText(content),
                    isPinned: flag(.isPinned), createdAt: time(.createdAt), updatedAt: time(.updatedAt)))
        }
    }

    /// Calls `body` with the content, which may be cut.
    private func withContent<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        let content = row.bytes(index(.content))
        guard let cut else { return try body(content) }
        let (part, isBeginning) = cut.part(of: content, title: row.bytes(index(.title)))
        if isBeginning { return try body(part) }
        var text = "…" + String(decoding: part, as: UTF8.self)
        return try text.withUTF8(body)
    }

    func flag(_ column: Note.Column) -> Bool { row.int64(index(column)) != 0 }

    func time(_ column: Note.Column) -> Timestamp? { Timestamp(utf8: row.bytes(index(column))) }

    func withBytes<Result>(_ column: Note.Column, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        body(row.bytes(index(column)))
    }

    /// The bytes of the title and the content. A content that is cut counts as 0.
    var textBytes: Int {
        let content = cut == nil ? row.bytes(index(.content)).count : 0
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
