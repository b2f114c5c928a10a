import Domain

/// Things at paths, found by what overlaps a path part by part.
struct PathTree<Element> {
    private struct Node {
        var children: [Part: Int] = [:]
        /// The children in the order they came, so that answers have an order.
        var order: [Int] = []
        var elements: [Element] = []
    }

    /// A part of a path, compared by its bytes.
    private struct Part: Hashable {
        let bytes: [UInt8]
    }

    private var nodes = [Node()]

    mutating func insert(_ element: Element, at path: ProjectPath) {
        var index = 0
        for part in Self.parts(path) {
            if let child = nodes[index].children[part] {
                index = child
            } else {
                nodes.append(Node())
                let child = nodes.count - 1
                nodes[index].children[part] = child
                nodes[index].order.append(child)
                index = child
            }
        }
        nodes[index].elements.append(element)
    }

    /// What stands at the path, above it and below it: first from the root down, then below.
    func overlapping(_ path: ProjectPath) -> [Element] {
        above(path) + below(path)
    }

    /// What stands at the path or above it, from the root down.
    func above(_ path: ProjectPath) -> [Element] {
        var index = 0
        var found = nodes[0].elements
        for part in Self.parts(path) {
            guard let child = nodes[index].children[part] else { return found }
            index = child
            found += nodes[index].elements
        }
        return found
    }

    /// What stands below the path, without what is at it.
    func below(_ path: ProjectPath) -> [Element] {
        var index = 0
        for part in Self.parts(path) {
            guard let child = nodes[index].children[part] else { return [] }
            index = child
        }
        var found: [Element] = []
        var waiting = Array(nodes[index].order.reversed())
        while let next = waiting.popLast() {
            found += nodes[next].elements
            waiting += nodes[next].order.reversed()
        }
        return found
    }

    private static func parts(_ path: ProjectPath) -> [Part] {
        var parts = path.text.utf8.split(separator: UInt8(ascii: "/")).map {
            Part(bytes: Array($0))
        }
        // An absolute path shares nothing with the paths of the project.
        if path.text.utf8.first == UInt8(ascii: "/") { parts.insert(Part(bytes: [0x2f]), at: 0) }
        return parts
    }
}
