extension PipelineDefinition {
    /// The stages an address means, in the pipeline's order; none where it means nothing here.
    ///
    /// An address is a stage's name, in full or without its file; the name of a group, which
    /// means all stages made of it; or the path of a `dvc.yaml`, which means all its stages.
    /// Names without a file are looked for in the pipeline's own file first.
    package func stages(at address: String) -> [StageName] {
        let isFull = { (stage: GraphStage) in stage.name == StageName(address) }
        if let stage = stages.first(where: isFull) { return [stage.name] }
        let members = stages.filter { $0.name.text.isMember(of: address) }
        if !members.isEmpty { return members.map(\.name) }
        let isOwn = { (stage: GraphStage) in stage.definition.place.file == file }
        for candidates in [stages.filter(isOwn), stages.filter { !isOwn($0) }] {
            let named = candidates.filter { StageName($0.name.short) == StageName(address) }
            if !named.isEmpty { return named.map(\.name) }
            let members = candidates.filter { $0.name.short.isMember(of: address) }
            if !members.isEmpty { return members.map(\.name) }
        }
        return stages.filter { $0.definition.place.file == ProjectPath(address) }.map(\.name)
    }
}

extension String {
    /// Whether this is the name of a stage that the group made.
    fileprivate func isMember(of group: String) -> Bool {
        let group = group.utf8
        return utf8.starts(with: group) && utf8.dropFirst(group.count).first == UInt8(ascii: "@")
    }
}
