import Domain
import Foundation

/// Turns the nodes of a `dvc.yaml` into stages and notes every mistake.
struct StageFileReader {
    let path: ProjectPath
    let root: String
    let style: CommandOptions.Style
    var sources: TemplateSources
    /// What stands beside the stages, once the file was read.
    private(set) var sections = FileSections()
    var mistakes = MistakeCollector()

    init(path: ProjectPath, root: String, style: CommandOptions.Style) {
        self.path = path
        self.root = root
        self.style = style
        sources = TemplateSources(root: root, home: StagePath.parent(path))
    }

    mutating func read(_ node: YAMLNode) -> [PlacedStage] {
        guard !node.isNull else { return [] }
        guard let entries = node.entries else {
            mistakes.add(node.place, "this file holds stages by name, but this is \(node.kind).")
            return []
        }
        check(entries, against: StageKeys.top)
        let scope = sources.scope(node["vars"], mistakes: &mistakes)
        // Without these values every template would be one mistake more.
        guard mistakes.isEmpty else { return [] }
        sections = readSections(resolvedTop(node, entries, scope))
        guard let stages = node["stages"] else { return [] }
        guard let entries = stages.entries else {
            mistakes.add(stages.place, "'stages' takes a mapping of names to stages.")
            return []
        }
        return entries.flatMap { self.stages($0, scope) }
    }

    /// The file with values for the templates beside its stages.
    private mutating func resolvedTop(
        _ node: YAMLNode,
        _ entries: [YAMLEntry],
        _ scope: TemplateScope
    ) -> YAMLNode {
        let resolver = TemplateResolver(scope: scope, style: style)
        let resolved = entries.map { entry in
            guard ["params", "metrics", "plots", "artifacts"].contains(entry.name) else {
                return entry
            }
            let value = resolver.resolve(entry.value, mistakes: &mistakes)
            return YAMLEntry(key: entry.key, keyPlace: entry.keyPlace, value: value)
        }
        return YAMLNode(.mapping(resolved), at: node.place)
    }

    // MARK: - Keys

    /// Notes unknown keys and those of later versions.
    mutating func check(_ entries: [YAMLEntry], against keys: StageKeys) {
        for entry in entries {
            if let reason = keys.later[entry.name] {
                mistakes.add(
                    entry.keyPlace,
                    "'\(entry.name)' is not available in this version: \(reason)"
                )
            } else if !keys.known.contains(entry.name) {
                let hint = NearestWord.hint(for: entry.name, among: keys.known)
                let list = hint.isEmpty ? " \(keys.words)" : hint
                mistakes.add(entry.keyPlace, "unknown key '\(entry.name)'.\(list)")
            }
        }
    }

    // MARK: - Values

    mutating func text(_ node: YAMLNode, for key: String) -> String? {
        guard let text = node.string else {
            let hint = node.scalar.map { $0.value == .null ? "" : " Put it in quotes." } ?? ""
            mistakes.add(node.place, "'\(key)' takes text, but this is \(node.kind).\(hint)")
            return nil
        }
        return text
    }

    mutating func flag(_ node: YAMLNode?, for key: String, default value: Bool) -> Bool {
        guard let node else { return value }
        guard let flag = node.bool else {
            mistakes.add(node.place, "'\(key)' takes true or false, but this is \(node.kind).")
            return value
        }
        return flag
    }

    mutating func list(_ node: YAMLNode?, for key: String) -> [YAMLNode] {
        guard let node else { return [] }
        guard let list = node.list else {
            mistakes.add(node.place, "'\(key)' takes a list, but this is \(node.kind).")
            return []
        }
        return list
    }

    /// A path with the rules that hold for all of them.
    mutating func path(
        _ text: String,
        at place: SourcePlace,
        in folder: ProjectPath,
        for key: String
    ) -> PlacedStage.Path? {
        guard !text.isEmpty else {
            mistakes.add(place, "a path in '\(key)' cannot be empty.")
            return nil
        }
        guard !text.utf8.contains(0) else {
            mistakes.add(place, "a path cannot hold a zero byte.")
            return nil
        }
        if let scheme = Self.scheme(of: text) {
            mistakes.add(
                place,
                "a path at '\(scheme)://' is not available in this version."
                    + " Only files of this machine can be used."
            )
            return nil
        }
        let written = StagePath.relative(text, root: root, folder: folder) ?? text
        return PlacedStage.Path(
            text: written,
            resolved: StagePath.resolve(written, in: folder),
            place: place
        )
    }

    private static func scheme(of text: String) -> String? {
        guard let mark = text.range(of: "://") else { return nil }
        let scheme = text[..<mark.lowerBound]
        let isName = scheme.utf8.allSatisfy { byte in
            (0x61...0x7a).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2b
        }
        return isName && !scheme.isEmpty ? String(scheme) : nil
    }
}
