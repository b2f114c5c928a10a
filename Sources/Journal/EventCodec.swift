package import Domain
import Foundation

/// The written form of an event: its kind, its version, what it is about, and its fields as JSON.
///
/// Kinds and field names are never renamed; an old version is read by its own case.
package struct EventCodec {
    package struct Row: Equatable {
        package let kind: String
        package let version: Int
        package let subject: String
        package let json: String
    }

    package init() {}

    private let encoder = RowEncoder()
    private let decoder = JSONDecoder()

    package func row(of event: Event) throws -> Row {
        switch event {
        case .runOpened(let value): try row("run.opened", value.run.description, value)
        case .runEnded(let run, let status):
            try row("run.ended", run.description, RunStatus(run: run, status: status))
        case .stagesRequested(let value): try row("stages.requested", value.run.description, value)
        case .stagesBlocked(let run, let stages, let cause):
            try row(
                "stages.blocked",
                run.description,
                Blocked(run: run, stages: stages, by: cause)
            )
        case .stageChecking(let run, let stage): try stageRow("stage.checking", run, stage)
        case .stageHeld(let run, let stage): try stageRow("stage.held", run, stage)
        case .stageReleased(let run, let stage): try stageRow("stage.released", run, stage)
        case .stageSaving(let run, let stage, let check, let note):
            try row(
                "stage.saving",
                run.description,
                Saving(run: run, stage: stage, check: check, note: note)
            )
        case .cancelRequested(let run, let stage):
            try stageRow("stage.cancel-requested", run, stage)
        case .stageEnded(let value): try row("stage.ended", value.run.description, value)
        case .skipUndone(let run, let stage): try stageRow("stage.skip-undone", run, stage)
        case .attemptStarting(let value):
            try row("attempt.starting", value.attempt.run.description, value)
        case .attemptStarted(let attempt, let process):
            try row(
                "attempt.started",
                attempt.run.description,
                Started(attempt: attempt, process: process)
            )
        case .attemptEnded(let attempt, let report):
            try row(
                "attempt.ended",
                attempt.run.description,
                AttemptOver(attempt: attempt, report: report)
            )
        case .retryPlanned(let attempt, let date):
            try row(
                "attempt.retry-planned",
                attempt.run.description,
                Retry(attempt: attempt, at: date)
            )
        case .breakpointSet, .breakpointCleared, .fileEdited, .editUndone, .commented,
            .engineStarted, .engineStopped:
            try rowOfPlainEvent(event)
        case .tracking(let event): try TrackingCodec(self).row(of: event)
        case .registry(let event): try RegistryCodec(self).row(of: event)
        case .promotion(let event): try PromotionCodec(self).row(of: event)
        }
    }

    private func rowOfPlainEvent(_ event: Event) throws -> Row {
        switch event {
        case .breakpointSet(let pipeline, let stage):
            try row(
                "breakpoint.set",
                pipeline.text,
                PipelineStage(pipeline: pipeline, stage: stage)
            )
        case .breakpointCleared(let pipeline, let stage):
            try row(
                "breakpoint.cleared",
                pipeline.text,
                PipelineStage(pipeline: pipeline, stage: stage)
            )
        case .fileEdited(let pipeline, let edit):
            try row("file.edited", pipeline.text, Edited(pipeline: pipeline, edit: edit))
        case .editUndone(let pipeline, let path):
            try row("file.edit-undone", pipeline.text, Undone(pipeline: pipeline, path: path))
        case .commented(let run, let stage, let text):
            try row("run.commented", run.description, Comment(run: run, stage: stage, text: text))
        case .engineStarted(let identity): try row("engine.started", "engine", identity)
        case .engineStopped(let reason):
            try row("engine.stopped", "engine", Stopped(reason: reason))
        default: preconditionFailure("Not a plain event: \(event).")
        }
    }

    /// Reads an event back; nil where a newer Pitwall wrote its kind or version.
    package func event(kind: String, version: Int, json: String) throws -> Event? {
        guard version == 1 else { return nil }
        let data = Data(json.utf8)
        func value<Value: Decodable>(_ type: Value.Type) throws -> Value {
            try decoder.decode(type, from: data)
        }
        switch kind {
        case "run.opened": return .runOpened(try value(RunOpened.self))
        case "run.ended":
            let ended = try value(RunStatus.self)
            return .runEnded(ended.run, ended.status)
        case "stages.requested": return .stagesRequested(try value(StagesRequested.self))
        case "stages.blocked":
            let blocked = try value(Blocked.self)
            return .stagesBlocked(blocked.run, blocked.stages, by: blocked.by)
        case "stage.saving":
            let saving = try value(Saving.self)
            return .stageSaving(saving.run, saving.stage, saving.check, note: saving.note)
        case "stage.ended": return .stageEnded(try value(StageEnded.self))
        case "attempt.starting": return .attemptStarting(try value(AttemptStarting.self))
        case "attempt.started":
            let started = try value(Started.self)
            return .attemptStarted(started.attempt, started.process)
        case "attempt.ended":
            let ended = try value(AttemptOver.self)
            return .attemptEnded(ended.attempt, ended.report)
        case "attempt.retry-planned":
            let retry = try value(Retry.self)
            return .retryPlanned(retry.attempt, at: retry.at)
        default:
            return try stageEvent(kind: kind, data: data) ?? plainEvent(kind: kind, data: data)
                ?? TrackingCodec(self).event(kind: kind, data: data).map(Event.tracking)
                ?? RegistryCodec(self).event(kind: kind, json: json).map(Event.registry)
                ?? PromotionCodec(self).event(kind: kind, json: json).map(Event.promotion)
        }
    }

    private func stageEvent(kind: String, data: Data) throws -> Event? {
        let make: (RunID, StageName) -> Event
        switch kind {
        case "stage.checking": make = { .stageChecking($0, $1) }
        case "stage.held": make = { .stageHeld($0, $1) }
        case "stage.released": make = { .stageReleased($0, $1) }
        case "stage.cancel-requested": make = { .cancelRequested($0, $1) }
        case "stage.skip-undone": make = { .skipUndone($0, $1) }
        default: return nil
        }
        let fields = try decoder.decode(RunStage.self, from: data)
        return make(fields.run, fields.stage)
    }

    private func plainEvent(kind: String, data: Data) throws -> Event? {
        switch kind {
        case "breakpoint.set":
            let fields = try decoder.decode(PipelineStage.self, from: data)
            return .breakpointSet(fields.pipeline, fields.stage)
        case "breakpoint.cleared":
            let fields = try decoder.decode(PipelineStage.self, from: data)
            return .breakpointCleared(fields.pipeline, fields.stage)
        case "file.edited":
            let fields = try decoder.decode(Edited.self, from: data)
            return .fileEdited(fields.pipeline, fields.edit)
        case "file.edit-undone":
            let fields = try decoder.decode(Undone.self, from: data)
            return .editUndone(fields.pipeline, fields.path)
        case "run.commented":
            let fields = try decoder.decode(Comment.self, from: data)
            return .commented(fields.run, fields.stage, fields.text)
        case "engine.started":
            return .engineStarted(try decoder.decode(EngineIdentity.self, from: data))
        case "engine.stopped":
            return .engineStopped(reason: try decoder.decode(Stopped.self, from: data).reason)
        default:
            return nil
        }
    }

    func row(_ kind: String, _ subject: String, _ value: some Encodable) throws -> Row {
        Row(kind: kind, version: 1, subject: subject, json: try encoder.json(of: value))
    }

    private func stageRow(_ kind: String, _ run: RunID, _ stage: StageName) throws -> Row {
        try row(kind, run.description, RunStage(run: run, stage: stage))
    }

    /// A machine's JSON, as its projection keeps it.
    func json(of value: some Encodable) throws -> String {
        try encoder.json(of: value)
    }

    /// A machine back from its JSON.
    func value<Value: Decodable>(_ type: Value.Type, of json: String) throws -> Value {
        try decoder.decode(type, from: Data(json.utf8))
    }
}

// MARK: - Fields of the kinds

private struct RunStatus: Codable {
    let run: RunID
    let status: Status
}

private struct RunStage: Codable {
    let run: RunID
    let stage: StageName
}

private struct Blocked: Codable {
    let run: RunID
    let stages: [StageName]
    let by: StageName
}

private struct Saving: Codable {
    let run: RunID
    let stage: StageName
    let check: StageCheck?
    let note: String?
}

private struct Started: Codable {
    let attempt: AttemptID
    let process: ProcessRecord
}

private struct AttemptOver: Codable {
    let attempt: AttemptID
    let report: ExitReport
}

private struct Retry: Codable {
    let attempt: AttemptID
    let at: Date
}

private struct PipelineStage: Codable {
    let pipeline: PipelineName
    let stage: StageName
}

private struct Edited: Codable {
    let pipeline: PipelineName
    let edit: FileEdit
}

private struct Undone: Codable {
    let pipeline: PipelineName
    let path: ProjectPath
}

private struct Comment: Codable {
    let run: RunID
    let stage: StageName?
    let text: String
}

private struct Stopped: Codable {
    let reason: String
}
