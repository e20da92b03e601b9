extension Reading {
    /// Reads the variables that begin with `QUOTED_`; an empty one counts as not set, and the values of an option that may
    /// be repeated are parted by commas.
    ///
    /// An unknown variable is a warning, not a mistake: Kubernetes, for one, sets `QUOTED_SERVICE_HOST` and its like
    /// wherever a service has the name `quoted`.
    init(environment: [String: String], offering offer: Settings.Offer) {
        self.init()
        let options = Option.all.filter { $0.reach != .flag }
        for option in options {
            guard let text = environment[option.environmentName], !text.isEmpty else { continue }
            let values = option.value.isRepeatable ? text.split(separator: ",").map(String.init) : [text]
            for value in values {
                assign(option, .text(value), at: .environment(option.environmentName), offering: offer)
            }
        }
        let known = Set(options.map(\.environmentName))
        let offered = options.filter { offer == .everything || $0.availability == .now }.map(\.environmentName)
        for variable in environment.keys.sorted()
        where variable.hasPrefix(Option.environmentPrefix) && !known.contains(variable) {
            warnings.append(
                "\(variable): no such variable"
                    + NearMatch.question(variable, among: offered, after: Option.environmentPrefix))
        }
    }
}
