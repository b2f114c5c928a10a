/// The modules and what each may import of the others: the directions of the house.
///
/// The documentation's page *Architecture* shows the same table to people.
enum House {
    static let imports: [String: Set<String>] = [
        "CNcurses": [],
        "Domain": [],
        "Logs": ["Domain"],
        "Pipelines": ["Domain"],
        "Expressions": ["Domain"],
        "Journal": ["Domain", "Expressions"],
        "Artifacts": ["Domain"],
        "CLinux": [],
        "Executors": ["CLinux", "Domain"],
        "Engine": ["Artifacts", "Domain", "Executors", "Journal", "Logs", "Pipelines"],
        "Link": ["CLinux", "Domain"],
        "Terminal": ["CNcurses"],
        "Plotting": ["Domain", "Terminal"],
        "Dashboard": ["Domain", "Expressions", "Logs", "Plotting", "Terminal"],
        "pitwall": [
            "Artifacts", "Dashboard", "Domain", "Engine", "Executors", "Journal", "Link", "Logs",
            "Pipelines", "Plotting", "Terminal", "Tracking",
        ],
        "Tracking": ["Artifacts", "Domain"],
        "stage-shim": [],
    ]

    /// The only folder that talks to ncurses.
    static let driver = "Sources/Terminal/Driver/"

    /// What may stand at the top of the repository besides names that begin with a dot.
    static let topLevel: Set<String> = [
        "LICENSE", "Package.swift", "README.md", "Sources", "Tests", "sample-data", "themes",
        // Written by the package manager, ignored by git.
        "Package.resolved",
    ]

    static func checkTopLevel(_ tree: SourceTree) -> [Finding] {
        tree.topLevel.filter { !$0.hasPrefix(".") && !topLevel.contains($0) }.map {
            Finding(path: $0, line: 1, text: "does not belong at the top of the repository.")
        }
    }

    /// Each module is in the table; of an unknown one only the first file is named.
    static func checkModules(_ tree: SourceTree) -> [Finding] {
        var unknown: Set<String> = []
        return tree.files.compactMap { file in
            guard file.path.hasPrefix("Sources/"), let module = file.target,
                imports[module] == nil, unknown.insert(module).inserted
            else { return nil }
            return file.finding(0, "the module '\(module)' is not in the table of the house.")
        }
    }

    static func checkImports(_ file: SourceFile) -> [Finding] {
        guard let target = file.target, let allowed = allowedImports(of: target) else { return [] }
        return importedModules(of: file).compactMap { index, module in
            guard imports[module] != nil, !allowed.contains(module) else { return nil }
            return file.finding(index, "\(target) must not import \(module).")
        }
    }

    static func checkDriver(_ file: SourceFile) -> [Finding] {
        guard !file.path.hasPrefix(driver) else { return [] }
        return importedModules(of: file).filter { $0.module == "CNcurses" }.map {
            file.finding($0.line, "only \(driver) may import CNcurses.")
        }
    }

    /// The tests of a module may import it and what it may import itself.
    ///
    /// Nothing for folders of `Tests` that belong to no single module.
    private static func allowedImports(of target: String) -> Set<String>? {
        if let allowed = imports[target] {
            return allowed
        }
        guard target.hasSuffix("Tests") else { return nil }
        let module = String(target.dropLast("Tests".count))
        return imports[module]?.union([module])
    }

    private static func importedModules(of file: SourceFile) -> [(line: Int, module: String)] {
        file.code.enumerated().compactMap { index, line in
            guard line.contains("import ") else { return nil }
            let words = line.split(separator: " ")
            guard let keyword = words.firstIndex(of: "import"), keyword + 1 < words.count,
                words[..<keyword].allSatisfy({ isModifier($0) })
            else { return nil }
            // `import struct Foundation.Date` names the module second.
            let kinds: Set<Substring> = ["class", "enum", "func", "let", "protocol", "struct"]
            let isKind = kinds.contains(words[keyword + 1]) && keyword + 2 < words.count
            let path = words[keyword + (isKind ? 2 : 1)]
            return (index, String(path.prefix { $0 != "." }))
        }
    }

    private static func isModifier(_ word: Substring) -> Bool {
        word.hasPrefix("@") || ["package", "internal", "private", "fileprivate"].contains(word)
    }
}
