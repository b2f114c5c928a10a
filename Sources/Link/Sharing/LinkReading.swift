package import Domain
import Glibc

/// A project of another user, read by that user's engine: everything comes over its socket.
package final class LinkReading: Reading {
    private let door: SharedDoor
    private let fallback: any Reading

    /// Reads by whatever engine the door leads to at the moment; what can be read without any, as
    /// long as there is none.
    package init(_ door: SharedDoor, without fallback: any Reading) {
        self.door = door
        self.fallback = fallback
    }

    package func project() throws -> ProjectSnapshot {
        guard let answer = try read(.project) else {
            let project = try fallback.project()
            // Who may not read the files either is not told that there are none.
            if project.pipelines.isEmpty { throw door.absence ?? .engineEnded }
            return project
        }
        guard case .project(let project) = answer else { throw Refusal.unanswered }
        return project
    }

    package func pipelines() throws -> [PipelineSnapshot] {
        guard let answer = try read(.pipelines) else {
            let pipelines = try fallback.pipelines()
            if pipelines.isEmpty { throw door.absence ?? .engineEnded }
            return pipelines
        }
        guard case .pipelines(let all) = answer else { throw Refusal.unanswered }
        return all
    }

    package func plan(
        of pipeline: PipelineName,
        selection: Selection,
        options: StartOptions
    ) throws -> Plan {
        guard let answer = try read(.plan(pipeline, selection, options)) else {
            do {
                return try fallback.plan(of: pipeline, selection: selection, options: options)
            } catch {
                // What it needs lies where only the engine's user reads.
                throw door.absence ?? error
            }
        }
        guard case .plan(let plan) = answer else { throw Refusal.unanswered }
        return plan
    }

    package func runs(of pipeline: PipelineName, limit: Int) throws -> [RunSnapshot] {
        guard let answer = try read(.runs(pipeline, limit: limit)) else {
            return try fallback.runs(of: pipeline, limit: limit)
        }
        guard case .runs(let runs) = answer else { throw Refusal.unanswered }
        return runs
    }

    package func run(_ id: RunID) throws -> RunSnapshot? {
        guard let answer = try read(.run(id)) else { return try fallback.run(id) }
        guard case .run(let run) = answer else { throw Refusal.unanswered }
        return run
    }

    package func activity(_ query: ActivityQuery) throws -> [JournalEntry] {
        var page = query
        var entries: [JournalEntry] = []
        repeat {
            page.limit = min(query.limit - entries.count, LinkLimits.entries)
            guard let answer = try read(.activity(page)) else {
                return try fallback.activity(query)
            }
            guard case .activity(let more) = answer else { throw Refusal.unanswered }
            entries += more
            guard more.count == page.limit, let last = more.last else { break }
            page.before = last.position
        } while entries.count < query.limit
        return entries
    }

    package func metrics(of pipeline: PipelineName) throws -> [MetricFile] {
        guard let answer = try read(.metrics(pipeline)) else {
            return try fallback.metrics(of: pipeline)
        }
        guard case .metrics(let files) = answer else { throw Refusal.unanswered }
        return files
    }

    package func plots(of pipeline: PipelineName) throws -> [Plot] {
        guard let answer = try read(.plots(pipeline)) else {
            return try fallback.plots(of: pipeline)
        }
        guard case .plots(let plots) = answer else { throw Refusal.unanswered }
        return plots
    }

    package func artifacts(of pipeline: PipelineName) throws -> [Artifact] {
        guard let answer = try read(.artifacts(pipeline)) else {
            return try fallback.artifacts(of: pipeline)
        }
        guard case .artifacts(let artifacts) = answer else { throw Refusal.unanswered }
        return artifacts
    }

    package func trackedFiles() throws -> [ProjectPath] {
        guard let answer = try read(.trackedFiles) else { return try fallback.trackedFiles() }
        guard case .trackedFiles(let files) = answer else { throw Refusal.unanswered }
        return files
    }

    package func changes(of sources: [ProjectPath]) throws -> [SourceChange] {
        guard let answer = try read(.changes(sources)) else {
            return try fallback.changes(of: sources)
        }
        guard case .changes(let changes) = answer else { throw Refusal.unanswered }
        return changes
    }

    package func tracking(_ query: TrackingQuery) throws -> TrackingAnswer {
        guard let answer = try read(.tracking(query)) else { return try fallback.tracking(query) }
        guard case .tracking(let found) = answer else { throw Refusal.unanswered }
        return found
    }

    package func registry(_ query: RegistryQuery) throws -> [RegisteredModel] {
        guard let answer = try read(.registry(query)) else { return try fallback.registry(query) }
        guard case .registry(let models) = answer else { throw Refusal.unanswered }
        return models
    }

    package func promotions() throws -> [Promotion] {
        guard let answer = try read(.promotions) else { return try fallback.promotions() }
        guard case .promotions(let found) = answer else { throw Refusal.unanswered }
        return found
    }

    package func log(of attempt: AttemptID) throws -> LogDescriptors {
        guard !door.isAbsent else { return try fallback.log(of: attempt) }
        let (answer, passed) = try door.read(.log(attempt))
        guard case .log(let hasLog, let hasTimes) = answer else { throw Refusal.unanswered }
        let all = passed.open
        // A pipe, say, would hold up whoever reads it.
        guard all.count == [hasLog, hasTimes].count(where: \.self), all.allSatisfy(Self.isFile)
        else { throw Refusal(.worldFailed, "The engine sent something else than a log.") }
        let taken = passed.take()
        return LogDescriptors(log: hasLog ? taken[0] : nil, times: hasTimes ? taken.last : nil)
    }

    /// Nil where there is no engine to ask.
    private func read(_ query: ReadingQuery) throws(Refusal) -> ReadingAnswer? {
        guard !door.isAbsent else { return nil }
        do throws(Refusal) {
            return try door.read(query).0
        } catch {
            guard !door.isAbsent else { return nil }
            throw error
        }
    }

    private static func isFile(_ descriptor: Int32) -> Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }
}
