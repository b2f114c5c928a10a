extension Run {
    /// Why a stage stands as it does, on one line; nil where the status says it all.
    package func reason(of stage: StageRun) -> String? {
        reason(of: stage) { definition.downstream(of: [$0]).contains(stage.stage) }
    }

    /// The reasons of all stages, in their order.
    package var reasons: [String?] {
        var below: [StageName: Set<StageName>] = [:]
        return stages.map { stage in
            reason(of: stage) { cause in
                let known = below[cause] ?? Set(definition.downstream(of: [cause]))
                below[cause] = known
                return known.contains(stage.stage)
            }
        }
    }

    /// What took the stage back counts only as long as it is so: the other one may have been run
    /// again meanwhile, or skipped.
    private func reason(of stage: StageRun, needs: (StageName) -> Bool) -> String? {
        guard stage.phase == .planned, let cause = stage.blockedBy,
            self.stage(cause)?.stance == .broken
        else { return stage.reason }
        return needs(cause)
            ? "'\(cause.short)' did not end well"
            : "not started; the run stopped when '\(cause.short)' failed"
    }
}
