import Domain
import Terminal

/// Screen 4: registered models, their versions and aliases, now or at an earlier moment.
enum ModelsScreen: Screen {
    static let modelRegion = "model"
    static let versionRegion = "model-version"

    /// Reads the models, and what happened to them since they were read last.
    static func request(_ model: Model) -> Request {
        // A replay goes back, too.
        let known = model.settings.isReplay ? .start : model.models.position
        return .read(.registry(after: known))
    }

    // MARK: - Readings

    static func take(
        _ models: [RegisteredModel],
        _ entries: [JournalEntry],
        after position: Position,
        in model: inout Model
    ) -> [Request] {
        model.models.take(models, entries, after: position)
        return model.place == .models ? model.models.missing(anew: true) : []
    }

    static func take(
        _ runs: [TrackedRunID: TrackedRunSnapshot?],
        in model: inout Model
    ) -> [Request] {
        model.models.take(runs)
        return model.models.missing(anew: false)
    }

    static func take(_ lineage: VersionLineage, in model: inout Model) -> [Request] {
        model.models.take(lineage)
        return model.models.missing(anew: false)
    }

    static func fail(_ text: String, in model: inout Model) {
        model.models.fail(text)
        if model.models.isRead { model.notice = Notice(.mistake, SafeText(untrusted: text)) }
    }

    // MARK: - Actions

    static func availability(of action: Action, in model: Model) -> Availability {
        let models = model.models
        switch action {
        case .now: return models.moment == nil ? .no("What you see is now.") : .yes
        case .eventBack, .eventForward: return momentAvailability(of: action, models)
        case .escape: return isInside(models) ? .yes : .absent
        default: break
        }
        guard !models.models.isEmpty else {
            return keys.contains(action) ? .no("No model is registered.") : .absent
        }
        switch action {
        case .findNext, .findPrevious:
            return models.find.isEmpty ? .no("Nothing was looked for yet; / does.") : .yes
        case .left:
            return models.pane == .models ? .no("This is the first pane.") : .yes
        case .right:
            return models.pane == .facts ? .no("This is the last pane.") : .yes
        case .open where models.pane != .models:
            let version = models.selectedVersion
            return version?.run == nil && version?.attempt == nil
                ? .no("No tracked run or stage is known of this version.") : .yes
        case .trace, .copy:
            return models.selectedVersion == nil ? .no("It has no version.") : .yes
        case .comment, .alias, .erase: return actAvailability(of: action, models)
        case .promote, .approve, .refuse, .withdraw, .rollBack:
            return promotionAvailability(of: action, in: model)
        default: return keys.contains(action) ? .yes : .absent
        }
    }

    /// What its keys do here where there is a model.
    private static let keys: Set<Action> = [
        .up, .down, .first, .last, .halfPageUp, .halfPageDown, .pageUp, .pageDown, .left, .right,
        .nextPane, .previousPane, .zoomPane, .open, .find, .findNext, .findPrevious, .order,
        .copy, .trace, .comment, .alias, .erase, .actMenu, .promote, .approve, .refuse,
        .withdraw, .rollBack,
    ]

    private static func momentAvailability(
        of action: Action,
        _ models: ModelsModel
    ) -> Availability {
        guard models.history.entries.count > 1 else {
            return .no("Nothing earlier is known of the models.")
        }
        if action == .eventForward {
            return models.moment == nil
                ? .no("Nothing is later; '[' goes back, event by event.") : .yes
        }
        return models.moment == 1 ? .no("This was the first event.") : .yes
    }

    private static func actAvailability(of action: Action, _ models: ModelsModel) -> Availability {
        if models.moment != nil { return .no("This is the past; '.' returns to now.") }
        if action == .alias, models.selectedVersion == nil { return .no("It has no version.") }
        return .yes
    }

    /// The request for the version under the cursor that is not decided.
    static func request(for id: ModelVersionID?, in model: Model) -> Promotion? {
        model.project?.requests.first { $0.request.version == id }
    }

    private static func promotionAvailability(
        of action: Action,
        in model: Model
    ) -> Availability {
        let models = model.models
        if models.moment != nil { return .no("This is the past; '.' returns to now.") }
        guard let id = models.selectedID else { return .no("It has no version.") }
        let request = request(for: id, in: model)
        let champion = models.selectedModel?.version(of: .production)
        switch action {
        case .promote:
            if request != nil { return .no("It is asked for already.") }
            return champion?.number == id.number ? .no("It is @production already.") : .yes
        case .rollBack: return champion == nil ? .no("It has no @production.") : .yes
        default:
            return request == nil ? .no("Nobody asked for this version.") : .yes
        }
    }

    private static func askForPromotion(_ action: Action, in model: inout Model) {
        guard let id = model.models.selectedID else { return }
        let request = request(for: id, in: model)
        let prompt: PromotionPrompt?
        switch action {
        case .promote: prompt = .promote(id, .production)
        case .rollBack: prompt = .rollBack(id.model, .production)
        case .approve: prompt = request.map { .approve($0) }
        case .refuse: prompt = request.map { .refuse($0) }
        default: prompt = request.map { .withdraw($0) }
        }
        guard let prompt else { return }
        model.overlays.append(.prompt(PromptOverlay(.promotion(prompt))))
    }

    /// Goes to the version that a request is for.
    static func show(_ id: PromotionID, in model: inout Model) -> [Request] {
        guard let version = model.project?.requests.first(where: { $0.id == id })?.request.version
        else { return [] }
        model.enter(.models)
        model.models.goToNow()
        model.models.go(to: version.model, version.number)
        model.models.pane = .versions
        return [request(model)] + model.models.missing(anew: false)
    }

    /// There is something to come out of.
    private static func isInside(_ models: ModelsModel) -> Bool {
        models.isZoomed || models.moment != nil || models.pane != .models || !models.find.isEmpty
    }

    static func perform(_ action: Action, in model: inout Model) -> [Request] {
        switch action {
        case .up: return move(.up, in: &model)
        case .down: return move(.down, in: &model)
        case .halfPageUp: return move(.halfPageUp, in: &model)
        case .halfPageDown: return move(.halfPageDown, in: &model)
        case .pageUp: return move(.pageUp, in: &model)
        case .pageDown: return move(.pageDown, in: &model)
        case .first: return move(.first, in: &model)
        case .last: return move(.last, in: &model)
        case .left, .previousPane: goPane(-1, wraps: action == .previousPane, in: &model)
        case .right, .nextPane: goPane(1, wraps: action == .nextPane, in: &model)
        case .zoomPane: model.models.isZoomed.toggle()
        case .order: model.models.showNextOrder()
        case .eventBack, .eventForward:
            model.models.step(by: action == .eventBack ? -1 : 1)
            return model.models.missing(anew: false)
        case .now:
            model.models.goToNow()
            return model.models.missing(anew: false)
        case .find:
            model.overlays.append(.prompt(PromptOverlay(.findModel, text: model.models.find)))
        case .findNext: return find(1, in: &model)
        case .findPrevious: return find(-1, in: &model)
        case .escape: return leaveInnermost(in: &model)
        case .open: return open(in: &model)
        case .copy: return copy(in: &model)
        case .trace: model.overlays.append(.trace(TraceSheet()))
        case .actMenu: model.overlays.append(.menu(MenuOverlay(scope: .actMenu)))
        case .comment, .alias, .erase: ask(action, in: &model)
        case .promote, .approve, .refuse, .withdraw, .rollBack:
            askForPromotion(action, in: &model)
        default: break
        }
        return []
    }

    /// What a key does here, where that can be said better than in the table.
    static func label(of action: Action, in model: Model) -> SafeText? {
        switch action {
        case .open:
            switch model.models.pane {
            case .models: return "versions"
            case .versions, .facts:
                return model.models.selectedVersion?.run == nil ? "log" : "its run"
            }
        case .comment: return "describe"
        case .order: return model.models.order == .name ? "newest first" : "by name"
        default: return nil
        }
    }

    static func click(_ region: RegionID, in model: inout Model) -> [Request] {
        let pane: ModelsModel.Pane
        switch region.name {
        case modelRegion: pane = .models
        case versionRegion: pane = .versions
        default: return []
        }
        let isSelected = model.models.listState(of: pane).selection == region.index
        let isAgain = model.models.pane == pane && isSelected
        model.models.pane = pane
        return isAgain ? open(in: &model) : move(.to(region.index), in: &model)
    }

    // MARK: - Moving

    private static func move(_ move: ListState.Move, in model: inout Model) -> [Request] {
        let layout = ModelsLayout(model)
        let pane = model.models.pane
        let lines = pane == .facts ? VersionFacts.lineCount(model, in: layout.facts) : 0
        model.models.move(move, in: pane, height: layout.height(of: pane), lines: lines)
        return model.models.missing(anew: false)
    }

    private static func goPane(_ step: Int, wraps: Bool, in model: inout Model) {
        let count = ModelsModel.Pane.allCases.count
        let place = model.models.pane.rawValue + step
        let target = wraps ? (place + count) % count : min(max(0, place), count - 1)
        model.models.pane = ModelsModel.Pane(rawValue: target) ?? .models
    }

    private static func leaveInnermost(in model: inout Model) -> [Request] {
        if model.models.isZoomed {
            model.models.isZoomed = false
        } else if model.models.moment != nil {
            model.models.goToNow()
            return model.models.missing(anew: false)
        } else if model.models.pane != .models {
            model.models.pane = .models
        } else {
            model.models.find = ""
        }
        return []
    }

    /// Into the versions; from one of them to its tracked run, else to its stage's log.
    private static func open(in model: inout Model) -> [Request] {
        if model.models.pane == .models {
            model.models.pane = .versions
            return []
        }
        guard let version = model.models.selectedVersion else { return [] }
        if let run = version.run, model.models.run(of: version) != nil {
            model.enter(.runs)
            return RunsScreen.show(run, in: &model)
        }
        if let attempt = version.attempt { return LogScreen.open(attempt, in: &model) }
        model.notice = Notice(.information, "No tracked run or stage is known of this version.")
        return []
    }

    /// The address by which MLflow's clients load the version.
    private static func copy(in model: inout Model) -> [Request] {
        guard let id = model.models.selectedID else { return [] }
        let address = "models:/\(id.model)/\(id.number)"
        model.notice = Notice(.success, SafeText(untrusted: "Copied \(address)"))
        return [.copy(address)]
    }

    // MARK: - Finding

    /// Goes to the next model or version that has the words; from the one under the cursor on
    /// with 0.
    static func find(_ direction: Int, in model: inout Model) -> [Request] {
        let words = model.models.find
        let places = model.models.models.flatMap { model in
            [(model.name, Int?.none)] + model.versions.reversed().map { (model.name, $0.number) }
        }
        let pane = model.models.pane
        let name = model.models.selectedModel?.name
        let number = pane == .models ? nil : model.models.selectedVersion?.number
        let current = places.firstIndex { $0.0 == name && $0.1 == number } ?? 0
        let step = direction == 0 ? 1 : direction
        for offset in (direction == 0 ? 0 : 1)..<(places.count + 1) {
            let place = ((current + offset * step) % places.count + places.count) % places.count
            let (name, number) = places[place]
            guard has(words, name, number, model.models) else { continue }
            model.models.go(to: name, number)
            model.models.pane = number == nil ? .models : .versions
            return model.models.missing(anew: false)
        }
        let text = "No model or version has '\(words)'."
        model.notice = Notice(.information, SafeText(untrusted: text))
        return []
    }

    private static func has(
        _ words: String,
        _ name: ModelName,
        _ number: Int?,
        _ models: ModelsModel
    ) -> Bool {
        guard let model = models.models.first(where: { $0.name == name }) else { return false }
        guard let number, let version = model.version(number) else {
            return name.text.lowercased().contains(words.lowercased())
        }
        let texts =
            ["v\(number)", version.text, models.run(of: version)?.run.name ?? ""]
            + model.aliases(of: number).map { "@\($0)" }
        return texts.contains { $0.lowercased().contains(words.lowercased()) }
    }

    // MARK: - Acting

    /// What an act would be about: the model, or the version where these have the keys.
    static func actSubject(_ model: Model) -> String? {
        model.models.pane == .models
            ? model.models.selectedModel?.name.text : model.models.selectedID.map { "\($0)" }
    }

    private static func ask(_ action: Action, in model: inout Model) {
        guard let shown = model.models.selectedModel else { return }
        let version = model.models.pane == .models ? nil : model.models.selectedVersion
        switch action {
        case .comment:
            let text = version?.text ?? (version == nil ? shown.text : "")
            let prompt = PromptOverlay(.describeModel(shown.name, version?.number), text: text)
            model.overlays.append(.prompt(prompt))
        case .alias:
            guard let id = model.models.selectedID else { return }
            model.overlays.append(.prompt(PromptOverlay(.alias(id, shown.aliases(of: id.number)))))
        default:
            model.overlays.append(.prompt(PromptOverlay(.eraseModel(shown.name, version?.number))))
        }
    }
}
