import Domain
import Logs

extension Reading {
    /// How far a running stage says it is, 0 to 1; nil where it does not say.
    func progress(of run: Run, _ stage: StageRun) throws -> Double? {
        guard let number = stage.attempts.last?.number else { return nil }
        let descriptors = try log(of: AttemptID(run.id, stage.stage, number))
        guard let descriptor = descriptors.log else { return nil }
        let file = LogFile(descriptor: descriptor, timesDescriptor: descriptors.times)
        _ = file.growth()
        return ProgressReader.latest(in: file)?.fraction
    }
}
