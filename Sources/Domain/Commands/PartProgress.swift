/// How far a command has come that asks something of several pipelines.
///
/// A stage that several of them hold is taken care of once, by the first.
package struct PartProgress: Sendable {
    private var done: Set<StageName> = []
    private var broken: Set<StageName> = []

    package init() {}

    /// What is left to ask of a part; nil where nothing is.
    ///
    /// Stages that were taken care of are left out, and so are those that did not end well, with
    /// all that follow from them.
    package func rest(of part: PipelinePart) -> Selection? {
        let failed = broken.filter { part.pipeline.stage($0) != nil }
        let out = done.union(failed).union(part.pipeline.downstream(of: failed))
        let without = part.scope.filter(out.contains)
        guard without.count < part.scope.count else { return nil }
        return without.isEmpty ? part.selection : .rest(of: part.selection, without: without)
    }

    /// Takes a part of which everything is up to date, or is taken for it.
    package mutating func takeWhole(_ part: PipelinePart) {
        done.formUnion(part.scope)
    }

    /// Takes what a run made of a part.
    package mutating func take(_ part: PipelinePart, from run: Run) {
        for name in part.scope where !done.contains(name) {
            guard let stage = run.stage(name) else { continue }
            switch stage.stance {
            case .settled: done.insert(name)
            case .broken: broken.insert(name)
            case .planned: if stage.blockedBy != nil { broken.insert(name) }
            case .queued, .waiting, .busy: continue
            }
        }
    }
}
