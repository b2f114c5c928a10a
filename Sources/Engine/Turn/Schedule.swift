import Domain

/// Which queued stages can begin now; a pure function of the live runs.
struct Schedule {
    /// Cores that stages may take together.
    let cpus: Double

    /// The next stage to begin, or nil when nothing can.
    func next(in runs: [Run]) -> (run: RunID, stage: StageName)? {
        var used = 0.0
        var busy: Set<StageName> = []
        for run in runs {
            for stage in run.stages where stage.holdsCores {
                used += Self.cpus(of: stage.stage, in: run)
                busy.insert(stage.stage)
            }
        }
        for run in runs {
            for stage in run.stages where stage.phase == .queued {
                let need = Self.cpus(of: stage.stage, in: run)
                // A stage that wants more than there is runs alone rather than never.
                let fits = used + need <= cpus || used == 0
                guard fits, !busy.contains(stage.stage), Self.isReady(stage.stage, in: run)
                else { continue }
                return (run.id, stage.stage)
            }
        }
        return nil
    }

    private static func cpus(of stage: StageName, in run: Run) -> Double {
        run.definition.stage(stage)?.definition.settings.cpus ?? 1
    }

    /// Nothing above the stage is queued or under way.
    private static func isReady(_ name: StageName, in run: Run) -> Bool {
        run.definition.upstream(of: [name]).allSatisfy { run.stage($0)?.isActive == false }
    }
}

extension StageRun {
    fileprivate var holdsCores: Bool {
        switch phase {
        case .checking, .starting, .running, .saving: true
        case .planned, .queued, .backingOff, .held, .ended: false
        }
    }
}
