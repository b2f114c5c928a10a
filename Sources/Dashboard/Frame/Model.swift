package import Domain
package import Foundation
package import Terminal

/// Where a person is.
package enum Place: Hashable, Sendable {
    case firstOpen
    case overview
    case pipeline(PipelineName)
    case log(AttemptID)
    /// The metrics and plots of a pipeline.
    case plots(PipelineName)
    /// The tracked runs.
    case runs
    /// Some of them side by side.
    case comparison
    /// The registered models.
    case models
    case activity
}

/// All that the dashboard shows; changed by `update` only.
package struct Model: Sendable {
    /// What does not change while the dashboard is open.
    package struct Settings: Sendable {
        /// The OS user who sits here.
        package let user: String
        /// Another user who opened the project, by whose engine it is read; nil where it is one's
        /// own.
        package let owner: String?
        /// The machine this runs on, as others reach it.
        package let host: String
        package let isReadOnly: Bool
        /// What is shown is played from the journal; it is read-only too.
        package let isReplay: Bool
        package let keyMap: KeyMap
        /// The zone in which times are shown.
        package let timeZone: TimeZone

        package init(
            user: String,
            owner: String? = nil,
            host: String = "localhost",
            isReadOnly: Bool,
            isReplay: Bool = false,
            keyMap: KeyMap,
            timeZone: TimeZone
        ) {
            self.user = user
            self.owner = owner
            self.host = host
            self.isReadOnly = isReadOnly || isReplay
            self.isReplay = isReplay
            self.keyMap = keyMap
            self.timeZone = timeZone
        }

        package var actor: Actor { .person(user) }
    }

    package let settings: Settings
    package var size: Size
    package var glyphs: GlyphSet
    package var now: Date
    package var isMouseOn = true
    /// The last regions drawn, topmost last; kept by the loop for the mouse.
    package var regions: [Region] = []

    package var project: ProjectSnapshot?
    /// Why the project could not be read the last time.
    package var trouble: String?
    /// The last fresh look at each pipeline.
    package var plans: [PipelineName: Plan] = [:]
    package var tails: [AttemptID: LogTailReading] = [:]
    /// Attempts whose log was asked for because the cursor came to them by itself, once each.
    package var askedTails: Set<AttemptID> = []
    /// Attempts whose log was read after their end, so that it grows no more.
    package var settledTails: Set<AttemptID> = []

    /// The person went to a numbered screen by a key; the first reading then leads nowhere else.
    package var hasChosenPlace = false
    /// The way here; the last is shown, and there is always one.
    package private(set) var places: [Place] = [.overview]
    package var overview = OverviewModel()
    package var pipelines: [PipelineName: PipelineModel] = [:]
    package var plots: [PipelineName: PlotsModel] = [:]
    package var log: LogModel?
    package var runs = RunsModel()
    /// The runs that were put side by side last.
    package var comparison: ComparisonModel?
    package var models = ModelsModel()
    package var activity = ActivityModel()

    /// What lies over the screen, topmost last.
    package var overlays: [Overlay] = []
    package var notice: Notice?
    /// Where the project's engine is; kept by the loop.
    package var engine = EnginePlace.unknown
    /// How far a replay is; kept by the loop, nil elsewhere.
    package var playback: Playback?
    /// Commands that were sent and not answered yet.
    package var pendingCommands = 0
    /// Leases that were asked for, so that none is asked for twice.
    package var leases: Set<AttemptID> = []

    package init(settings: Settings, size: Size, glyphs: GlyphSet, now: Date) {
        self.settings = settings
        self.size = size
        self.glyphs = glyphs
        self.now = now
    }

    package var place: Place { places[places.count - 1] }

    /// The rows of the screen that belong to the frame: tabs, breadcrumb and hints, and the one
    /// that tells how far a replay is.
    private var frameRows: Int { playback == nil ? 3 : 4 }

    /// What is left for the screen itself.
    var bodySize: Size { Size(width: size.width, height: size.height - frameRows) }

    /// Goes into a place; `back` returns.
    package mutating func enter(_ place: Place) {
        if place != self.place { places.append(place) }
    }

    /// Goes to one of the numbered screens, from where `back` quits.
    package mutating func jump(to place: Place) {
        places = [place]
    }

    /// Returns to the place before; false where there is none.
    package mutating func leave() -> Bool {
        guard places.count > 1 else { return false }
        places.removeLast()
        return true
    }

    /// The place was gone into from another one.
    var isVisit: Bool { places.count > 1 }

    /// What is said of a pipeline of which no run is known.
    var noRunWords: SafeText {
        project?.knowsRuns == false ? "runs not known" : "never run"
    }

    /// Active runs that need this screen's engine; that of another process goes on anyway.
    var runsOfThisScreen: [Run] {
        guard !settings.isReadOnly, engine == .here else { return [] }
        return (project?.pipelines ?? []).compactMap(\.newestRun?.run).filter(\.isActive)
    }

    package func pipeline(_ name: PipelineName) -> PipelineSnapshot? {
        project?.pipelines.first { $0.name == name }
    }

    /// The pipeline that this place is about, or that the cursor is on.
    package var currentPipeline: PipelineName? {
        switch place {
        case .pipeline(let name), .plots(let name): name
        case .log(let attempt): attempt.run.pipeline
        case .runs, .comparison: runs.selected?.run.attempt?.run.pipeline
        case .models: models.lineage?.attempt?.run.pipeline
        case .overview, .activity, .firstOpen: OverviewScreen.selected(self)?.pipeline
        }
    }

    /// What is under the cursor is a tracked run.
    var isAtTrackedRuns: Bool { place == .runs || place == .comparison }

    /// The thing that an act would be about.
    package var subject: Subject? {
        // What can be done to a tracked run is not what can be done to the stage that made it.
        guard !isAtTrackedRuns, place != .models, let name = currentPipeline,
            let pipeline = pipeline(name)
        else { return nil }
        let stage: StageName? =
            switch place {
            case .pipeline: pipelines[name]?.selectedStage(in: pipeline)
            case .log(let attempt): attempt.stage
            case .plots: plots[name]?.selected?.stage
            case .overview: OverviewScreen.selected(self)?.stage
            case .runs, .comparison, .models, .activity, .firstOpen: nil
            }
        let table = pipeline.definition.map { definition in
            (pipelines[name] ?? PipelineModel())
                .table(of: definition, pipeline.newestRun?.run, plans[name])
        }
        return Subject(pipeline: pipeline, stage: stage, plan: plans[name], table: table)
    }
}

/// A pipeline, and where it is on one, a stage.
package struct Subject: Sendable {
    package let pipeline: PipelineSnapshot
    package let stage: StageName?
    package let plan: Plan?
    /// How all stages stand; nil without a definition.
    let table: StageTable?

    package var run: Run? { pipeline.newestRun?.run }

    /// The run that still takes commands.
    package var openRun: Run? {
        guard let run, run.end == nil else { return nil }
        return run
    }

    package var stageRun: StageRun? {
        guard let stage else { return nil }
        return table?.row(of: stage)?.run
    }

    package var definition: StageDefinition? {
        guard let stage else { return nil }
        return pipeline.definition?.stage(stage)?.definition
    }
}
