/// Why a text is no TOML, and the byte where that shows.
struct TOMLFault: Error, Hashable, Sendable {
    let offset: Int
    let text: String
}

/// One part of a dotted key, and the byte where it begins.
struct TOMLName: Sendable {
    let bytes: [UInt8]
    let offset: Int

    var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// A value of a TOML document; tables stand in the document and are named by their number.
enum TOMLNode: Sendable {
    case text(String)
    case integer(Int)
    case float(Double)
    case bool(Bool)
    /// A date, a time or both.
    case moment
    case list([TOMLNode])
    case table(Int)
    /// An array of tables that `[[name]]` makes longer, by its number.
    case group(Int)
}

/// A table, its members in the order written.
struct TOMLTable: Sendable {
    /// What made a table, which decides what may still be added to it.
    enum Origin: Sendable {
        /// It stands in the middle of the name of a `[table]`.
        case implied
        case header
        case dotted
        /// It is written in braces and complete.
        case inline
    }

    var origin: Origin
    /// How many tables and lists it is in.
    let depth: Int
    private(set) var members: [(name: TOMLName, node: TOMLNode)] = []
    private var places: [[UInt8]: Int] = [:]

    init(origin: Origin, depth: Int) {
        self.origin = origin
        self.depth = depth
    }

    /// The member of a name; names compare as bytes.
    func node(_ name: TOMLName) -> TOMLNode? {
        places[name.bytes].map { members[$0].node }
    }

    /// Adds a member under a name that is not taken.
    mutating func add(_ name: TOMLName, _ node: TOMLNode) {
        places[name.bytes] = members.count
        members.append((name, node))
    }
}

/// The tables of a document, and the rules of what may be defined when.
///
/// Tables refer to each other by number, so that no nesting can exhaust the stack when a document
/// is let go.
struct TOMLDocument: Sendable {
    /// Tables and lists inside one another.
    static let deepest = 64

    /// Tables of one document.
    static let mostTables = 200_000

    /// The number of the table that holds all others.
    static let root = 0

    private(set) var tables = [TOMLTable(origin: .header, depth: 0)]
    private(set) var groups: [[Int]] = []

    /// Begins the table of a `[path]` line.
    mutating func open(_ path: [TOMLName]) throws(TOMLFault) -> Int {
        let (owner, name) = try owner(of: path)
        guard let node = tables[owner].node(name) else {
            return try addTable(name, to: owner, .header)
        }
        guard case .table(let table) = node, tables[table].origin == .implied else {
            throw Self.twice(name)
        }
        tables[table].origin = .header
        return table
    }

    /// Begins a further table of the array of a `[[path]]` line.
    mutating func append(_ path: [TOMLName]) throws(TOMLFault) -> Int {
        let (owner, name) = try owner(of: path)
        let depth = tables[owner].depth + 2
        switch tables[owner].node(name) {
        case nil:
            let table = try makeTable(.header, depth: depth, at: name.offset)
            tables[owner].add(name, .group(groups.count))
            groups.append([table])
            return table
        case .group(let group):
            let table = try makeTable(.header, depth: depth, at: name.offset)
            groups[group].append(table)
            return table
        case .text, .integer, .float, .bool, .moment, .list, .table: throw Self.twice(name)
        }
    }

    /// Adds a value under a dotted key of a table.
    mutating func add(
        _ node: TOMLNode,
        _ path: [TOMLName],
        to table: Int
    ) throws(TOMLFault) {
        guard let last = path.last else { return }
        var owner = table
        for name in path.dropLast() {
            owner = try dottedTable(name, in: owner)
        }
        guard tables[owner].node(last) == nil else { throw Self.twice(last) }
        tables[owner].add(last, node)
    }

    /// Makes a table that nothing refers to yet.
    mutating func makeTable(
        _ origin: TOMLTable.Origin,
        depth: Int,
        at offset: Int
    ) throws(TOMLFault) -> Int {
        guard depth < Self.deepest else { throw Self.tooDeep(offset) }
        guard tables.count < Self.mostTables else {
            throw TOMLFault(offset: offset, text: "it has more than \(Self.mostTables) tables")
        }
        tables.append(TOMLTable(origin: origin, depth: depth))
        return tables.count - 1
    }

    static func tooDeep(_ offset: Int) -> TOMLFault {
        TOMLFault(offset: offset, text: "it is nested over \(deepest) levels")
    }

    private static func twice(_ name: TOMLName) -> TOMLFault {
        TOMLFault(offset: name.offset, text: "'\(name.text)' is already defined")
    }

    private mutating func addTable(
        _ name: TOMLName,
        to owner: Int,
        _ origin: TOMLTable.Origin
    ) throws(TOMLFault) -> Int {
        let table = try makeTable(origin, depth: tables[owner].depth + 1, at: name.offset)
        tables[owner].add(name, .table(table))
        return table
    }

    /// The table in which the last name of a header stands; those between are made.
    private mutating func owner(
        of path: [TOMLName]
    ) throws(TOMLFault) -> (owner: Int, name: TOMLName) {
        var owner = Self.root
        for name in path.dropLast() {
            switch tables[owner].node(name) {
            case nil: owner = try addTable(name, to: owner, .implied)
            case .table(let table) where tables[table].origin != .inline: owner = table
            case .group(let group): owner = groups[group].last ?? owner
            case .text, .integer, .float, .bool, .moment, .list, .table:
                throw Self.closed(name)
            }
        }
        return (owner, path.last ?? TOMLName(bytes: [], offset: 0))
    }

    private mutating func dottedTable(_ name: TOMLName, in owner: Int) throws(TOMLFault) -> Int {
        guard let node = tables[owner].node(name) else {
            return try addTable(name, to: owner, .dotted)
        }
        guard case .table(let table) = node else { throw Self.closed(name) }
        switch tables[table].origin {
        case .implied, .dotted:
            tables[table].origin = .dotted
            return table
        case .header, .inline: throw Self.closed(name)
        }
    }

    private static func closed(_ name: TOMLName) -> TOMLFault {
        let text = "'\(name.text)' is already defined and cannot be added to here"
        return TOMLFault(offset: name.offset, text: text)
    }
}
