/// What columns are called in the files of brokers, vendors and exchanges, in the order of preference where several are
/// there.
enum ColumnNames {
    static let symbols = [
        "symbol", "ticker", "sym", "instrument", "pair", "stock", "asset", "security", "code", "isin", "name",
        "symbole", "wertpapier", "kürzel",
    ]

    /// Of columns that hold the date alone, where another may hold the time of day.
    static let dates: Set = [
        "date", "datum", "tag", "fecha", "data", "day", "tradedate", "tradingdate", "tradingday", "pricedate",
        "quotedate", "observationdate", "dtyyyymmdd", "yyyymmdd",
    ]
    /// Of columns that hold the time of day beside a date, or else the whole time.
    static let timesOfDay: Set = ["time", "zeit", "uhrzeit", "heure", "hora", "ora", "tradetime"]
    /// Of columns that hold the whole time.
    static let wholeTimes: Set = [
        "timestamp", "datetime", "ts", "dateandtime", "opentime", "unixtime", "unix", "epoch", "gmttime", "utctime",
        "localtime", "zeitstempel", "zeitpunkt", "horodatage", "month", "year",
    ]

    static let prices = [
        "close", "price", "last", "close/last", "value", "trade", "schlusskurs", "adjclose", "adjustedclose",
        // "4. close" is Alpha Vantage's.
        "closeprice", "closingprice", "lastprice", "lasttrade", "tradeprice", "pxlast", "4close", "settle",
        "settlement", "settlementprice", "mid", "midprice", "nav", "rate", "schluss", "schlußkurs", "zuletzt",
        "letzter", "kurs", "preis", "clôture", "cloture", "dernier", "cours", "cierre", "último", "ultimo", "precio",
        "chiusura",
        "prezzo", "slotkoers", "koers", "zamkniecie", "zamknięcie",
    ]

    /// Of columns beside the price, which are neither a price to average nor a symbol.
    static let companions: Set = [
        "open", "high", "low", "volume", "vol", "bid", "ask", "offer", "bidprice", "askprice", "bidsize", "asksize",
        "size", "quantity", "qty", "amount", "turnover", "trades", "numberoftrades", "change", "change%", "chg", "chg%",
        "/%", "openinterest", "oi", "dividends", "stocksplits", "vwap", "average", "per", "interval", "exchange",
        "currency", "tickvol", "tickvolume", "spread", "1open", "2high", "3low", "5volume", "closetime",
        "eröffnung", "eröffn", "hoch", "tief", "umsatz", "stück", "geld", "brief", "ouverture", "haut", "bas",
        "plushaut", "plusbas", "otwarcie", "najwyzszy", "najnizszy", "wolumen", "apertura", "máximo", "mínimo",
        "massimo", "minimo", "volumen",
    ]

    /// Names are compared without regard to case, spaces, what stands around them, and a unit in brackets behind them.
    static func normalized(_ name: String) -> String {
        let plain = name.lowercased().filter { !" \"'_<>.*-+#:".contains($0) }
        guard let bracket = plain.firstIndex(where: { "([".contains($0) }), bracket > plain.startIndex else {
            return plain
        }
        return String(plain[..<bracket])
    }

    static func isTime(_ name: String) -> Bool {
        dates.contains(name) || timesOfDay.contains(name) || wholeTimes.contains(name)
    }

    /// The column of the first of `wanted` that is among `names`, all normalized.
    static func column(of wanted: [String], in names: [String]) -> Int? {
        for name in wanted {
            if let column = names.firstIndex(of: name) { return column }
        }
        return nil
    }

    /// The column of the price. Some exchanges call the columns of a candle by their first letters.
    static func priceColumn(in names: [String]) -> Int? {
        if let column = column(of: prices, in: names) { return column }
        return Set(["o", "h", "l", "c"]).isSubset(of: names) ? names.firstIndex(of: "c") : nil
    }
}
