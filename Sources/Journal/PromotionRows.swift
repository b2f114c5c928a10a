import Domain
import GRDB

/// Requests to move aliases as rows.
enum PromotionRows {
    static func write(_ commit: Commit, in database: Database, codec: EventCodec) throws {
        for promotion in commit.promotions {
            try database.cachedStatement(
                sql: "INSERT OR REPLACE INTO promotions (number, is_open, json) VALUES (?, ?, ?)"
            ).execute(arguments: [
                promotion.id.number, promotion.state.isOpen, try codec.json(of: promotion),
            ])
        }
    }

    /// All of them, in the order they were asked for.
    static func all(in database: Database, codec: EventCodec) throws -> [Promotion] {
        try String.fetchAll(
            database,
            sql: "SELECT json FROM promotions ORDER BY number"
        ).map { try codec.value(Promotion.self, of: $0) }
    }
}
