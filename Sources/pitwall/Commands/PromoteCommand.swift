import ArgumentParser
import Domain
import Engine
import Foundation
import Plotting
import Terminal

/// `pitwall promote`: asks for an alias to be moved to a version, or shows what was asked for.
struct PromoteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promote",
        abstract:
            "Ask for an alias of a model to be moved to a version, or show what is asked for.",
        discussion: """
            Without a model it lists the requests that wait. A policy in pitwall.yaml says who has to
            approve; an alias without one moves at once.
            """
    )

    @OptionGroup var target: ProjectOptions
    @OptionGroup var output: OutputOptions

    @Option(name: .long, help: "The alias; that of the model's policy, or production, without it.")
    var alias: String?

    @Option(name: .long, help: "Why.")
    var reason = ""

    @Flag(name: .long, help: "Take the place of another request for the same alias.")
    var replace = false

    @Flag(name: .long, help: "Move the alias now, past its policy; needs a reason and is told.")
    var breakGlass = false

    @Flag(name: .long, help: "List also what is decided.")
    var all = false

    @Argument(help: "The model.")
    var model: String?

    @Argument(help: "Its version: 3, v3 or @alias.")
    var version: String?

    func validate() throws {
        guard (model == nil) == (version == nil) else {
            throw ValidationError("Name the model and its version.")
        }
        if breakGlass, reason.isEmpty {
            throw ValidationError("--break-glass needs a reason: --reason \"…\".")
        }
    }

    func run() throws {
        let session = try ProjectSession(target)
        guard let model, let version else { return try list(session) }
        let id = try session.version(version, of: model)
        let alias = session.alias(alias, of: id.model)
        let command: PromotionCommand =
            breakGlass
            ? .force(id, alias, reason: reason)
            : .request(id, alias, reason: reason, replaces: replace)
        try session.promote(command, json: output.json)
    }

    private func list(_ session: ProjectSession) throws {
        let found = try session.reading.promotions().filter { all || $0.state.isOpen }
        if output.json { return try Output.json(found.map(PromotionReport.init)) }
        if found.isEmpty { Output.line(all ? "Nothing was asked for yet." : "No request waits.") }
        for promotion in found { PromotionReport.printLines(of: promotion) }
    }
}

/// `pitwall approve`: says yes to a request.
struct ApproveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Approve the request for a version of a model."
    )

    @OptionGroup var request: RequestArguments

    @Option(name: .long, help: "Only if the evidence is what has this hash.")
    var evidence: String?

    @Flag(name: .long, help: "Take the last approval back, as long as the alias has not moved.")
    var undo = false

    func run() throws {
        let session = try ProjectSession(request.target)
        let promotion = try request.find(session)
        let command: PromotionCommand =
            undo
            ? .undo(promotion.id)
            : .approve(
                promotion.id,
                version: promotion.request.version.number,
                comment: request.comment,
                evidence: evidence
            )
        try session.promote(command, json: request.output.json)
    }
}

/// `pitwall refuse`: says no to a request.
struct RefuseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refuse",
        abstract: "Refuse the request for a version of a model."
    )

    @OptionGroup var request: RequestArguments

    func run() throws {
        let session = try ProjectSession(request.target)
        let id = try request.find(session).id
        try session.promote(.refuse(id, comment: request.comment), json: request.output.json)
    }
}

/// `pitwall withdraw`: takes one's own request back.
struct WithdrawCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw",
        abstract: "Withdraw your own request for a version of a model."
    )

    @OptionGroup var request: RequestArguments

    func run() throws {
        let session = try ProjectSession(request.target)
        let id = try request.find(session).id
        try session.promote(.withdraw(id, comment: request.comment), json: request.output.json)
    }
}

/// `pitwall rollback`: moves an alias to the version it pointed to before.
struct RollbackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Move an alias of a model back to the version it pointed to before."
    )

    @OptionGroup var target: ProjectOptions
    @OptionGroup var output: OutputOptions

    @Option(name: .long, help: "The alias; that of the model's policy, or production, without it.")
    var alias: String?

    @Option(name: .long, help: "Why.")
    var reason = ""

    @Argument(help: "The model.")
    var model: String

    func run() throws {
        let session = try ProjectSession(target)
        let name = try ModelShelf(session.reading, at: nil).model(named: model).name
        let alias = session.alias(alias, of: name)
        try session.promote(.rollBack(name, alias, reason: reason), json: output.json)
    }
}

/// Which request a decision is about: that for a version of a model.
struct RequestArguments: ParsableArguments {
    @OptionGroup var target: ProjectOptions
    @OptionGroup var output: OutputOptions

    @Option(name: .long, help: "What to say with it.")
    var comment = ""

    @Argument(help: "The model.")
    var model: String

    @Argument(help: "The version that is asked for, 3 or v3.")
    var version: String

    /// The newest request for the version.
    func find(_ session: ProjectSession) throws -> Promotion {
        let id = try session.version(version, of: model)
        let found = try session.reading.promotions().last { $0.request.version == id }
        guard let found else {
            throw Refusal(
                .unknownModel,
                "Nobody asked for \(id). Ask: pitwall promote \(id.model) \(id.number)"
            )
        }
        return found
    }
}

extension ProjectSession {
    /// The alias that is meant; what the rules are is the engine's to say, to whom they apply.
    func alias(_ text: String?, of model: ModelName) -> ModelAlias {
        let usual = (try? local.promotionRules())?.policies[model]?.alias
        return text.map { ModelAlias($0) } ?? usual ?? "production"
    }

    /// A version that is there, by the words of a person.
    func version(_ text: String, of name: String) throws -> ModelVersionID {
        let shelf = try ModelShelf(reading, at: nil)
        let model = try shelf.model(named: name)
        return ModelVersionID(model.name, try shelf.version(text, of: model).number)
    }

    /// Sends a command on promotions and says what came of it, once it is so: an alias that moves
    /// after a grace needs an engine until then.
    func promote(_ command: PromotionCommand, json: Bool) throws {
        defer { stopEngine("the command ended") }
        let reply = try send(.promote(command))
        if !json { Output.line(reply.text) }
        let promotion = try reply.promotion.map { try settled($0) } ?? nil
        if json {
            try Output.json(
                PromotionAnswer(text: reply.text, request: promotion.map(PromotionReport.init))
            )
        } else if let promotion, reply.promotion != nil, case .promoted = promotion.state,
            promotion.request.policy.grace > 0, promotion.request.policy.approvals > 0
        {
            Output.line("\(promotion.request.version) is @\(promotion.request.alias).")
        }
    }

    /// How a request stands once nothing of it is to come by itself in a moment.
    private func settled(_ id: PromotionID) throws -> Promotion? {
        let growths = try growths(of: startEngine())
        while true {
            let promotion = try reading.promotions().first { $0.id == id }
            guard let promotion, case .granted(let until) = promotion.state else {
                return promotion
            }
            // The engine tells that the alias has moved; a clock that was set may make it later.
            let rest = max(0, until.timeIntervalSinceNow) + 1
            _ = growths.wait(until: ContinuousClock().now + .seconds(rest))
        }
    }
}

/// What came of a command, as `--json` prints it.
struct PromotionAnswer: Encodable {
    let text: String
    let request: PromotionReport?
}

/// A request to move an alias as `--json` prints it.
struct PromotionReport: Encodable {
    struct Decision: Encodable {
        let by: String
        let at: Date
        let comment: String
        let evidence: String
    }

    let id: Int
    let model: String
    let version: Int
    let alias: String
    let before: Int?
    let by: String
    let at: Date
    let reason: String
    let state: String
    let approvals: [Decision]
    let missing: Int
    let expires: Date
    let evidence: PromotionEvidence
    let evidenceHash: String

    init(_ promotion: Promotion) {
        let request = promotion.request
        id = promotion.id.number
        model = request.version.model.text
        version = request.version.number
        alias = request.alias.text
        before = request.before
        by = request.by.text
        at = promotion.requestedAt
        reason = request.reason
        state = promotion.state.words
        approvals = promotion.approvals.map {
            Decision(by: $0.by.text, at: $0.at, comment: $0.comment, evidence: $0.evidence)
        }
        missing = promotion.missing
        expires = request.expiresAt
        evidence = request.evidence.evidence
        evidenceHash = request.evidence.hash
    }

    /// A request as a person reads it: who asks for what, and on what evidence.
    static func printLines(of promotion: Promotion) {
        let request = promotion.request
        let evidence = request.evidence.evidence
        let place = request.before.map { ", which is v\($0)" } ?? ""
        Output.line(
            "\(promotion.id): \(request.version) → @\(request.alias)\(place), asked for by "
                + "\(request.by), \(promotion.state.words)"
        )
        if !request.reason.isEmpty { Output.line("  “\(request.reason)”") }
        for metric in evidence.metrics {
            let values = [metric.candidate, metric.champion].map { value in
                value.map { NumberAxis.value($0).string } ?? "–"
            }
            let change = metric.change.map { ($0 > 0 ? "+" : "") + NumberAxis.value($0).string }
            Output.line(
                "  \(metric.key)  \(values[0])  was \(values[1])"
                    + (change.map { "  \($0)  unsure" } ?? "")
            )
        }
        for change in evidence.parameters {
            Output.line("  \(change.name)  \(change.champion ?? "–") → \(change.candidate ?? "–")")
        }
        for change in evidence.inputs { Output.line("  \(change.name)  other content") }
        for approval in promotion.approvals {
            let words = approval.comment.isEmpty ? "" : ": “\(approval.comment)”"
            Output.line("  approved by \(approval.by)\(words)")
        }
    }
}
