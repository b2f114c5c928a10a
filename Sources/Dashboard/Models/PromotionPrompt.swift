package import Domain
import Plotting
import Terminal

/// What is asked for before an alias is asked for, decided on or moved back.
package enum PromotionPrompt: Hashable, Sendable {
    case promote(ModelVersionID, ModelAlias)
    case approve(Promotion)
    case refuse(Promotion)
    case withdraw(Promotion)
    case rollBack(ModelName, ModelAlias)

    var title: SafeText {
        switch self {
        case .promote(let id, let alias):
            SafeText(untrusted: "Ask for \(id) as @\(alias): why?")
        case .approve(let promotion):
            SafeText(untrusted: "Approve \(promotion.subject)? Type v\(promotion.number)")
        case .refuse(let promotion): SafeText(untrusted: "Refuse \(promotion.subject): why?")
        case .withdraw(let promotion): SafeText(untrusted: "Withdraw \(promotion.subject): why?")
        case .rollBack(let name, let alias):
            SafeText(untrusted: "Move @\(alias) of '\(name)' back: why?")
        }
    }

    /// What it is decided on, or what becomes of it.
    var hint: SafeText {
        switch self {
        case .promote: "The evidence is kept as it is now; a policy says who approves."
        case .approve(let promotion): SafeText(untrusted: promotion.evidenceWords)
        case .refuse, .withdraw: "The alias stays where it is."
        case .rollBack: "It goes to the version it pointed to before, at once."
        }
    }

    /// What the text leads to; nil where it is not enough.
    func requests(_ text: String) -> [Request]? {
        switch self {
        case .promote(let id, let alias):
            guard !text.isEmpty else { return nil }
            return [.send(.promote(.request(id, alias, reason: text, replaces: false)))]
        case .approve(let promotion):
            let words = text.split(separator: " ", maxSplits: 1)
            guard let first = words.first, first == "v\(promotion.number)" else { return nil }
            let approval = PromotionCommand.approve(
                promotion.id,
                version: promotion.number,
                comment: words.count > 1 ? String(words[1]) : "",
                evidence: promotion.request.evidence.hash
            )
            return [.send(.promote(approval))]
        case .refuse(let promotion):
            return text.isEmpty ? nil : [.send(.promote(.refuse(promotion.id, comment: text)))]
        case .withdraw(let promotion):
            return text.isEmpty ? nil : [.send(.promote(.withdraw(promotion.id, comment: text)))]
        case .rollBack(let name, let alias):
            return text.isEmpty ? nil : [.send(.promote(.rollBack(name, alias, reason: text)))]
        }
    }

    /// Why a text is not taken.
    var mistake: SafeText {
        guard case .approve(let promotion) = self else {
            return "Say why; esc leaves it as it is."
        }
        let number = promotion.number
        return SafeText(
            untrusted: "Type v\(number) to approve it, and after it what you want to say."
        )
    }
}

extension Promotion {
    fileprivate var number: Int { request.version.number }

    fileprivate var subject: String { "\(request.version) as @\(request.alias)" }

    /// The evidence in a line: what the metrics changed by.
    fileprivate var evidenceWords: String {
        let evidence = request.evidence.evidence
        let metrics = evidence.metrics.compactMap { metric in
            metric.change.map { "\(metric.key) \(NumberAxis.change($0).string)" }
        }
        let changes = metrics.isEmpty ? "no metric to compare" : metrics.joined(separator: ", ")
        return "\(changes) · words after the version are your comment"
    }
}
