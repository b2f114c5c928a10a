import Domain
import Foundation

/// The written form of decisions on promotions: one set of fields, of which each kind has some.
struct PromotionCodec {
    private let codec: EventCodec

    init(_ codec: EventCodec) {
        self.codec = codec
    }

    private struct Fields: Codable {
        var id: PromotionID?
        var version: ModelVersionID?
        var alias: ModelAlias?
        var from: Int?
        var by: PersonName?
        var reason: String?
        var evidence: String?
        var until: Date?

        init(_ id: PromotionID?, by: PersonName? = nil, reason: String? = nil) {
            self.id = id
            self.by = by
            self.reason = reason
        }
    }

    func row(of event: PromotionEvent) throws -> EventCodec.Row {
        switch event {
        case .requested(let request):
            return try codec.row("promotion.requested", "\(request.id)", request)
        case .approved(let id, let person, let comment, let evidence):
            var fields = Fields(id, by: person, reason: comment)
            fields.evidence = evidence
            return try row("promotion.approved", fields)
        case .granted(let id, let until):
            var fields = Fields(id)
            fields.until = until
            return try row("promotion.granted", fields)
        case .undone(let id, let person):
            return try row("promotion.undone", Fields(id, by: person))
        case .promoted(let id): return try row("promotion.promoted", Fields(id))
        case .refused(let id, let person, let comment):
            return try row("promotion.refused", Fields(id, by: person, reason: comment))
        case .withdrawn(let id, let comment):
            return try row("promotion.withdrawn", Fields(id, reason: comment))
        case .expired(let id): return try row("promotion.expired", Fields(id))
        case .voided(let id, let reason):
            return try row("promotion.voided", Fields(id, reason: reason))
        case .rolledBack(let version, let alias, let from, let person, let reason):
            var fields = Fields(nil, by: person, reason: reason)
            (fields.version, fields.alias, fields.from) = (version, alias, from)
            return try row("promotion.rolled-back", fields)
        case .forced(let version, let alias, let person, let reason):
            var fields = Fields(nil, by: person, reason: reason)
            (fields.version, fields.alias) = (version, alias)
            return try row("promotion.forced", fields)
        }
    }

    private func row(_ kind: String, _ fields: Fields) throws -> EventCodec.Row {
        let subject = fields.id.map { "\($0)" } ?? fields.version.map { "model:\($0.model)" } ?? ""
        return try codec.row(kind, subject, fields)
    }

    /// Nil for a kind that is none of these, or lacks what its kind has.
    func event(kind: String, json: String) throws -> PromotionEvent? {
        guard kind.hasPrefix("promotion.") else { return nil }
        if kind == "promotion.requested" {
            return .requested(try codec.value(PromotionRequest.self, of: json))
        }
        let fields = try codec.value(Fields.self, of: json)
        guard let id = fields.id else { return Self.freeEvent(kind, fields) }
        let reason = fields.reason ?? ""
        switch kind {
        case "promotion.approved":
            guard let person = fields.by, let evidence = fields.evidence else { return nil }
            return .approved(id, by: person, comment: reason, evidence: evidence)
        case "promotion.granted": return fields.until.map { .granted(id, until: $0) }
        case "promotion.undone": return fields.by.map { .undone(id, by: $0) }
        case "promotion.promoted": return .promoted(id)
        case "promotion.refused":
            return fields.by.map { .refused(id, by: $0, comment: reason) }
        case "promotion.withdrawn": return .withdrawn(id, comment: reason)
        case "promotion.expired": return .expired(id)
        case "promotion.voided": return .voided(id, reason: reason)
        default: return nil
        }
    }

    /// Moves that nobody asked for in advance.
    private static func freeEvent(_ kind: String, _ fields: Fields) -> PromotionEvent? {
        guard let version = fields.version, let alias = fields.alias, let person = fields.by else {
            return nil
        }
        let reason = fields.reason ?? ""
        switch kind {
        case "promotion.rolled-back":
            return fields.from.map {
                .rolledBack(version, alias, from: $0, by: person, reason: reason)
            }
        case "promotion.forced": return .forced(version, alias, by: person, reason: reason)
        default: return nil
        }
    }
}
