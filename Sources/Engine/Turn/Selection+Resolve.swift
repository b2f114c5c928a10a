import Domain

extension Selection {
    /// The stages meant in a run, given what a fresh look says about each.
    ///
    /// Stages that need a terminal or a notebook are left out of wide selections unless something
    /// else in the selection needs them.
    func stages(in run: Run, plan: Plan, force: Bool) throws(Refusal) -> [StageName] {
        let definition = run.definition
        switch self {
        case .next:
            return try [next(in: run, plan: plan)]
        case .only(let names):
            try check(names, in: definition)
            return names
        case .upTo(let names):
            try check(names, in: definition)
            let above = definition.upstream(of: Set(names))
            return open(above, in: run, plan: plan, force: force) + names
        case .from(let names):
            try check(names, in: definition)
            return names + definition.downstream(of: Set(names))
        case .all:
            let all = definition.stages.map(\.name)
            let wanted = open(all, in: run, plan: plan, force: force)
            return withoutIdleForeground(wanted, in: definition)
        case .rest(let selection, let names):
            let without = Set(names)
            return try selection.stages(in: run, plan: plan, force: force)
                .filter { !without.contains($0) }
        }
    }

    /// The stages whose verdicts say together that nothing is to be done.
    ///
    /// The plan takes it that what is above comes first. Where that is left out, a stage is only
    /// known to be unchanged if all above it is.
    func deciding(_ stages: [StageName], in definition: PipelineDefinition) -> [StageName] {
        switch self {
        case .only, .from: stages + definition.upstream(of: Set(stages))
        case .next, .upTo, .all: stages
        case .rest(let selection, _): selection.deciding(stages, in: definition)
        }
    }

    private func check(
        _ names: [StageName],
        in definition: PipelineDefinition
    ) throws(Refusal) {
        for name in names where definition.stage(name) == nil {
            throw Refusal(
                .unknownStage,
                "Pipeline '\(definition.name)' has no stage '\(name)'."
            )
        }
    }

    /// Stages that still have to run, or have to run again because something changed since or
    /// because they always do, and what is below them: it is looked at again, and mostly found
    /// unchanged.
    private func open(
        _ names: [StageName],
        in run: Run,
        plan: Plan,
        force: Bool
    ) -> [StageName] {
        var open: Set<StageName> = []
        return names.filter { name in
            guard let stage = run.stage(name), !stage.isActive else { return false }
            let above = run.definition.stage(name)?.upstream ?? []
            let isBelow = !open.isDisjoint(with: above) && stage.status != .skipped
            let isHabit = plan.check(of: name)?.verdict.isHabit == true && stage.status != .skipped
            let isOpen =
                force || !stage.isSettled || isBelow || isHabit || run.isOutdated(name, by: plan)
            if isOpen { open.insert(name) }
            return isOpen
        }
    }

    private func next(in run: Run, plan: Plan) throws(Refusal) -> StageName {
        let waiting = Set(run.nextSteps)
        let next = run.definition.stages.map(\.name).first { name in
            waiting.contains(name) || run.isStale(name, by: plan)
        }
        if let next { return next }
        if run.isActive {
            throw Refusal(
                .alreadyActive,
                "A stage of run \(run.id) is still under way; the next step comes after it."
            )
        }
        throw Refusal(.upToDate, "Everything is up to date; nothing is left to step.")
    }

    private func withoutIdleForeground(
        _ names: [StageName],
        in definition: PipelineDefinition
    ) -> [StageName] {
        let needed = Set(
            names.flatMap { name -> [StageName] in definition.stage(name)?.upstream ?? [] }
        )
        let kept = names.filter { name in
            definition.stage(name)?.definition.settings.mode == .command || needed.contains(name)
        }
        return kept.isEmpty ? names : kept
    }
}
