package import Domain
import Pipelines

extension ProjectReading {
    /// The `.dvc` files of the project, as seen from its root.
    package func trackedFiles() throws -> [ProjectPath] {
        files.project().sources.filter { $0.text.hasSuffix(".dvc") }
    }

    /// What of the data that `.dvc` files track is not as they say.
    package func changes(of sources: [ProjectPath]) throws -> [SourceChange] {
        try telling { try files.inspector().changes(of: sources) }
    }

    /// Takes the data that `.dvc` files track as it is now, and gives what was not as they said.
    ///
    /// It needs no engine: each file is written whole, by one process at a time.
    package func takeSources(
        _ sources: [ProjectPath],
        isForced: Bool = false
    ) throws -> [SourceChange] {
        try telling {
            let inspector = try files.inspector()
            defer { try? inspector.flush() }  // What a power cut takes is found again by a look.
            return try inspector.takeSources(sources, isForced: isForced)
        }
    }

    /// Refuses with what is wrong with the files or the data.
    private func telling<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let mistakes as InputMistakes {
            throw Refusal(.badInput, mistakes.description)
        } catch let problem as TrackedProblem {
            throw Refusal(.badInput, problem.description)
        }
    }
}
