import Domain
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

    /// What is wrong with the project's locks, a line each with its place.
    package func lockMistakes() -> [String] {
        do {
            return try brokenLocks(of: files.project()).flatMap(\.lines)
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
                broken.append(mistakes)
            }
        }
        return broken
    }
}
