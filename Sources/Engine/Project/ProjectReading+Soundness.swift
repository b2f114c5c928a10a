package import Domain
import Pipelines

extension ProjectReading {
    /// Refuses a start while any definition or lock of the project has mistakes, as DVC does.
    ///
    /// What they hide may be upstream of anything. A forced start writes locks anew, so those
    /// that cannot be read do not hinder it.
    func refuseMistakes(in project: Project, options: StartOptions) throws {
        var mistakes = MistakeCollector()
        for pipeline in project.pipelines {
            if let found = pipeline.mistakes { mistakes.add(found) }
        }
        if !options.force {
            for mistake in try brokenLocks(of: project) { mistakes.add(mistake) }
        }
        guard mistakes.isEmpty else {
            throw Refusal(.badInput, InputMistakes(mistakes.list).description)
        }
    }

    /// Whether a run is known to have nothing to do, so that no engine need begin for it.
    ///
    /// False also where that is not sure: something was found out that an engine would write
    /// down, a run is open, or something is wrong, which a start tells.
    package func hasNothingToRun(_ pipeline: PipelineName, _ selection: Selection) -> Bool {
        do {
            let project = files.project()
            let definition = try definition(of: pipeline, in: project)
            try refuseMistakes(in: project, options: StartOptions())
            let contents = try contents(of: definition)
            let wanted: [StageName]
            switch selection {
            case .all: wanted = definition.stages.map(\.name)
            case .upTo(let names): wanted = names + definition.upstream(of: Set(names))
            case .next, .only, .from, .rest: return false
            }
            guard contents.runs.allSatisfy({ $0.end != nil }) else { return false }
            let plan = try contents.fullPlan(options: StartOptions())
            let isUnchanged = wanted.allSatisfy { plan.check(of: $0)?.verdict == .unchanged }
            return isUnchanged && plan.sources.isEmpty && !contents.inspector.hasNews
        } catch {
            return false
        }
    }

    /// What is wrong with the project's locks, a line each with its place.
    func lockMistakes(of project: Project) -> [String] {
        do {
            return try brokenLocks(of: project).flatMap(\.lines)
        } catch {
            return ["\(error)"]
        }
    }

    private func brokenLocks(of project: Project) throws -> [InputMistakes] {
        let inspector = try files.inspector()
        var broken: [InputMistakes] = []
        for file in Set(project.pipelines.map(\.file)).sorted() {
            do {
                try inspector.checkLock(of: file)
            } catch let mistakes as InputMistakes {
                let pipeline = project.pipelines.first { $0.file == file }
                let isOneOfMany = project.pipelines.count > 1
                broken.append(
                    isOneOfMany ? pipeline.map { mistakes.advising($0.name) } ?? mistakes : mistakes
                )
            }
        }
        return broken
    }
}
