import Domain

/// What a screen or command of another user asks to read.
enum ReadingQuery: Hashable, Codable, Sendable {
    case project
    case pipelines
    case plan(PipelineName, Selection, StartOptions)
    case runs(PipelineName, limit: Int)
    case run(RunID)
    case activity(ActivityQuery)
    case metrics(PipelineName)
    case plots(PipelineName)
    case artifacts(PipelineName)
    case trackedFiles
    case changes([ProjectPath])
    case log(AttemptID)
    case tracking(TrackingQuery)
    case registry(RegistryQuery)
    case promotions

    /// It goes through the contents of files, or asks other programs; nothing else shall wait for
    /// it.
    var isLong: Bool {
        switch self {
        case .plan, .metrics, .plots, .artifacts, .changes: true
        case .project, .pipelines, .runs, .run, .activity, .trackedFiles, .log, .tracking,
            .registry, .promotions:
            false
        }
    }

    /// Reads what was asked for; of lists no more than a frame can hold.
    func answer(by reading: any Reading) throws -> (ReadingAnswer, PassedDescriptors?) {
        switch self {
        case .project: return (.project(try reading.project()), nil)
        case .pipelines: return (.pipelines(try reading.pipelines()), nil)
        case .plan(let name, let selection, let options):
            let plan = try reading.plan(of: name, selection: selection, options: options)
            return (.plan(plan), nil)
        case .runs(let name, let limit):
            let stages = try reading.runs(of: name, limit: 1).first?.run.stages.count ?? 1
            let room = max(1, LinkLimits.stages / max(1, stages))
            let most = min(max(0, limit), LinkLimits.runs, room)
            return (.runs(try reading.runs(of: name, limit: most)), nil)
        case .run(let id): return (.run(try reading.run(id)), nil)
        case .activity(var query):
            query.limit = min(max(0, query.limit), LinkLimits.entries)
            return (.activity(try reading.activity(query)), nil)
        case .metrics(let name): return (.metrics(try reading.metrics(of: name)), nil)
        case .plots(let name): return (.plots(try reading.plots(of: name)), nil)
        case .artifacts(let name): return (.artifacts(try reading.artifacts(of: name)), nil)
        case .trackedFiles: return (.trackedFiles(try reading.trackedFiles()), nil)
        case .changes(let sources): return (.changes(try reading.changes(of: sources)), nil)
        case .tracking(let query):
            return (.tracking(try reading.tracking(query.limited)), nil)
        case .promotions: return (.promotions(try reading.promotions()), nil)
        case .registry(let query): return (.registry(try reading.registry(query)), nil)
        case .log(let attempt):
            let found = try reading.log(of: attempt)
            let descriptors = PassedDescriptors([found.log, found.times].compactMap(\.self))
            let answer = ReadingAnswer.log(
                hasLog: found.log != nil,
                hasTimes: found.times != nil
            )
            return (answer, descriptors)
        }
    }
}

/// What was read.
enum ReadingAnswer: Hashable, Codable, Sendable {
    case project(ProjectSnapshot)
    case pipelines([PipelineSnapshot])
    case plan(Plan)
    case runs([RunSnapshot])
    case run(RunSnapshot?)
    case activity([JournalEntry])
    case metrics([MetricFile])
    case plots([Plot])
    case artifacts([Artifact])
    case trackedFiles([ProjectPath])
    case changes([SourceChange])
    case tracking(TrackingAnswer)
    case registry([RegisteredModel])
    case promotions([Promotion])
    /// The descriptors come beside it, in this order.
    case log(hasLog: Bool, hasTimes: Bool)
}

extension TrackingQuery {
    /// The query for no more than a frame can hold.
    fileprivate var limited: TrackingQuery {
        switch self {
        case .experiments, .run, .place, .model: return self
        case .datasets(let runs): return .datasets(Array(runs.prefix(LinkLimits.trackedRuns)))
        case .models(var query):
            query.limit = min(max(0, query.limit), LinkLimits.trackedRuns)
            return .models(query)
        case .matchingExperiments(var query):
            query.limit = min(max(0, query.limit), LinkLimits.trackedRuns)
            return .matchingExperiments(query)
        case .runs(var query):
            query.limit = min(max(0, query.limit), LinkLimits.trackedRuns)
            return .runs(query)
        case .page(var query):
            query.limit = min(max(0, query.limit), LinkLimits.trackedRuns)
            return .page(query)
        case .files(var query):
            query.limit = min(max(0, query.limit), LinkLimits.files)
            return .files(query)
        case .curve(let query):
            let most = min(query.limit, LinkLimits.points)
            return .curve(CurveQuery(run: query.run, key: query.key, limit: most))
        case .history(var query):
            query.limit = min(max(0, query.limit), LinkLimits.points)
            return .history(query)
        }
    }
}
