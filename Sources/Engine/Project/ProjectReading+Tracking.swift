package import Artifacts
package import Domain
import Foundation
import Glibc
import Pipelines

extension ProjectReading {
    /// The file of the metric points.
    package var seriesPath: String { folder.series }

    /// The folder of runs' files.
    package var artifacts: ArtifactFolder { ArtifactFolder(path: folder.artifacts) }

    /// The files of a run, in its folder of artifacts.
    func files(_ query: RunFileQuery) throws -> RunFilePage {
        guard let run = try trackedRun(query.run)?.run else { return .none }
        do throws(ArtifactFault) {
            let place = try ArtifactOwner.run(run.id, in: run.experiment).folder()
            let found = try artifacts.files(
                below: place,
                limit: query.limit,
                offset: query.offset
            )
            return RunFilePage(
                files: found.files.map { RunFile(path: $0.name, size: $0.size ?? 0) },
                count: found.count,
                size: found.size,
                isWhole: found.isWhole
            )
        } catch {
            throw Refusal(.worldFailed, error.text)
        }
    }

    /// Whether stages log to the project's own engine.
    package var ownsTracking: Bool {
        guard let configuration = try? files.configuration() else { return false }
        return trackingPlace(configuration) == .own
    }

    /// Where stages log to that run in the project's folder.
    func trackingPlace(_ configuration: Configuration) -> TrackingPlace {
        let surroundings = StageSurroundings(
            root: root,
            folder: folder,
            configuration: configuration,
            person: environment
        )
        let entries = recordedEnvironment()?.variables ?? environment
        return surroundings.trackingPlace(in: entries, root)
    }

    /// The attempt that a token was made for.
    package func attempt(of token: String) -> AttemptID? {
        AttemptToken.attempt(of: token) { folder.folder(of: $0) }
    }

    /// The port that the project's server listens on for life; nil as long as it never did.
    package func keptPort() throws(Refusal) -> Int? {
        guard let text = try? String(contentsOfFile: folder.port, encoding: .utf8) else {
            return nil
        }
        guard let port = Int(text.trimmingCharacters(in: .whitespacesAndNewlines)),
            (1...65_535).contains(port)
        else {
            throw Refusal(
                .badInput,
                "'\(folder.port)' names no port. Remove it, and another port is chosen."
            )
        }
        return port
    }

    /// Keeps the port that was chosen.
    package func keep(port: Int) throws {
        if let code = Disk.replace(folder.port, with: Array("\(port)\n".utf8), mode: 0o600) {
            throw Refusal(.worldFailed, "'\(folder.port)' cannot be written: \(Disk.words(code)).")
        }
    }
}
