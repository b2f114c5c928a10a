package import Domain
import Terminal

/// What a person looks for first among models.
package enum ModelsOrder: Hashable, Sendable, CaseIterable {
    case name
    /// What was registered or moved last comes first.
    case newest

    var words: SafeText {
        switch self {
        case .name: "by name"
        case .newest: "newest first"
        }
    }
}

/// The registered models, as they are or as they were, and where the cursor is among them.
package struct ModelsModel: Sendable {
    /// Which part has the keys.
    package enum Pane: Int, Hashable, Sendable, CaseIterable {
        case models, versions, facts
    }

    /// Versions of a model whose tracked runs are read; of older ones only the one under the
    /// cursor.
    static let runLimit = 200

    package private(set) var today: [RegisteredModel] = []
    package private(set) var history = RegistryHistory()
    /// The models have come.
    package private(set) var isRead = false
    /// Why they could not be read.
    package private(set) var failure: String?

    /// How many entries of the history are shown; nil for now.
    package private(set) var moment: Int?
    private var past: [RegisteredModel] = []
    /// Where the cursor was before the past was looked at.
    private var left: (model: ModelName?, version: Int?)?

    package private(set) var order = ModelsOrder.name
    package var pane = Pane.models
    /// The pane with the keys has the whole screen.
    package var isZoomed = false
    package var find = ""
    /// The model and the version under the cursor, by name; nil for the first.
    private var model: ModelName?
    private var version: Int?
    private var modelList = ListState()
    private var versionList = ListState()
    /// The first line of the facts that is seen.
    package var factsTop = 0

    /// Tracked runs of versions; nil for those that are not there.
    private var runs: [TrackedRunID: TrackedRunSnapshot?] = [:]
    private var lineages: [ModelVersionID: VersionLineage] = [:]
    private var awaitedRuns: [TrackedRunID]?
    private var awaitedLineage: ModelVersionID?

    package init() {}

    // MARK: - What is shown

    /// The models in the order chosen.
    package var models: [RegisteredModel] { moment == nil ? today : past }

    package var selectedModel: RegisteredModel? {
        models.first { $0.name == model } ?? models.first
    }

    /// The versions of the model under the cursor, newest first.
    package var versions: [ModelVersion] { selectedModel?.versions.reversed() ?? [] }

    package var selectedVersion: ModelVersion? {
        versions.first { $0.number == version } ?? versions.first
    }

    package var selectedID: ModelVersionID? {
        guard let selectedModel, let selectedVersion else { return nil }
        return ModelVersionID(selectedModel.name, selectedVersion.number)
    }

    /// How many entries of the history came before what is shown.
    var count: Int { moment ?? history.entries.count }

    /// The event that was last at the moment that is shown; nil for now.
    var momentEntry: JournalEntry? {
        moment.flatMap { $0 > 0 ? history.entries[$0 - 1] : nil }
    }

    var champion: ModelVersion? {
        selectedModel.flatMap { history.champion(of: $0, after: count) }
    }

    /// The tracked run of a version, where it is at hand.
    func run(of version: ModelVersion?) -> TrackedRunSnapshot? {
        version?.run.flatMap { runs[$0] ?? nil }
    }

    /// Where the version under the cursor came from, once that was read.
    package var lineage: VersionLineage? { selectedID.flatMap { lineages[$0] } }

    // MARK: - The cursor

    func listState(of pane: Pane) -> ListState {
        switch pane {
        case .models:
            let place = models.firstIndex { $0.name == selectedModel?.name }
            return ListState(selection: place ?? 0, top: modelList.top)
        case .versions:
            let place = versions.firstIndex { $0.number == selectedVersion?.number }
            return ListState(selection: place ?? 0, top: versionList.top)
        case .facts: return ListState(selection: factsTop)
        }
    }

    /// Moves in a pane of so many rows and lines.
    mutating func move(_ move: ListState.Move, in pane: Pane, height: Int, lines: Int) {
        var state = listState(of: pane)
        switch pane {
        case .models:
            state.move(move, count: models.count, height: height)
            modelList = state
            guard let place = state.selected(of: models.count) else { return }
            let name = models[place].name
            if name != selectedModel?.name { (version, versionList) = (nil, ListState()) }
            model = name
            factsTop = 0
        case .versions:
            state.move(move, count: versions.count, height: height)
            versionList = state
            guard let place = state.selected(of: versions.count) else { return }
            version = versions[place].number
            model = selectedModel?.name
            factsTop = 0
        case .facts:
            state.move(move, count: max(1, lines - height + 1), height: 2)
            factsTop = state.selection
        }
    }

    /// Puts the cursor on a model, or on a version of it.
    mutating func go(to name: ModelName, _ number: Int?) {
        (model, version) = (name, number)
        factsTop = 0
    }

    mutating func showNextOrder() {
        order = order == .name ? .newest : .name
        model = selectedModel?.name
        sort()
    }

    private mutating func sort() {
        for path in [\ModelsModel.today, \ModelsModel.past] {
            switch order {
            case .name: self[keyPath: path].sort { $0.name < $1.name }
            case .newest:
                self[keyPath: path].sort {
                    ($1.updatedAt, $0.name) < ($0.updatedAt, $1.name)
                }
            }
        }
    }

    // MARK: - Moments

    /// Goes back or on by events; behind the last one is now.
    mutating func step(by count: Int) {
        let last = history.entries.count
        if moment == nil { left = (selectedModel?.name, selectedVersion?.number) }
        let target = max(1, (moment ?? last) + count)
        if target >= last { return goToNow() }
        (model, version) = (selectedModel?.name, selectedVersion?.number)
        moment = target
        past = moment.map(history.models(after:)) ?? []
        sort()
        // The cursor goes with what happened.
        if case .registry(let event) = momentEntry?.event {
            let name = event.models.last ?? event.model
            if let shown = past.first(where: { $0.name == name }) {
                let touched = event.version.flatMap { shown.version($0.number)?.number }
                (model, version) = (name, touched ?? version)
            }
        }
    }

    mutating func goToNow() {
        if let left { (model, version) = left }
        (moment, past, left) = (nil, [], nil)
    }

    // MARK: - Reading

    /// Takes the models and what was added to their history.
    mutating func take(
        _ models: [RegisteredModel],
        _ entries: [JournalEntry],
        after position: Position
    ) {
        // The cursor stays on its model and version, whatever comes before them.
        if isRead, pane != .models || model != nil { model = selectedModel?.name }
        if version != nil { version = selectedVersion?.number }
        if position == .start { history = RegistryHistory() }
        history.append(entries)
        (today, isRead, failure) = (models, true, nil)
        sort()
    }

    mutating func take(_ found: [TrackedRunID: TrackedRunSnapshot?]) {
        awaitedRuns = nil
        runs.merge(found) { $1 }
    }

    mutating func take(_ lineage: VersionLineage) {
        if awaitedLineage == lineage.id { awaitedLineage = nil }
        lineages[lineage.id] = lineage
    }

    mutating func fail(_ text: String) {
        (awaitedRuns, awaitedLineage) = (nil, nil)
        if !isRead { failure = text }
    }

    /// The last position that is known.
    package var position: Position { history.entries.last?.position ?? .start }

    /// What is not at hand of what is seen; with `anew` also what may have changed.
    mutating func missing(anew: Bool) -> [Request] {
        var requests: [Request] = []
        let wanted = wantedRuns(anew: anew)
        if !wanted.isEmpty, awaitedRuns == nil {
            awaitedRuns = wanted
            requests.append(.read(.trackedRuns(wanted)))
        }
        if let model = selectedModel, let version = selectedVersion, let id = selectedID,
            anew || lineages[id] == nil, awaitedLineage == nil
        {
            var narrow = model
            // The others have no part in it.
            narrow.versions = [version]
            awaitedLineage = id
            requests.append(.read(.lineage(version, narrow)))
        }
        return requests
    }

    private func wantedRuns(anew: Bool) -> [TrackedRunID] {
        let shown = versions.prefix(Self.runLimit)
        let extra = [champion, selectedVersion].compactMap(\.self)
        var seen: Set<TrackedRunID> = []
        return (shown + extra).compactMap(\.run).filter { id in
            guard seen.insert(id).inserted else { return false }
            guard let known = runs[id] else { return true }
            return anew && known?.run.status.isOver != true
        }
    }
}
