using System.Security.Cryptography;

namespace Signalbox.Simulation.Supabase;

/// <summary>
/// A Supabase project in memory, with database webhooks on two tables. They carry neither id nor time: the truth is the order of sending, so
/// those of one row are a sequence. https://supabase.com/docs/guides/database/webhooks.
/// </summary>
internal sealed class SupabaseProject(HistoryRequest request) : SimulatedAccount(request)
{
    private const string Schema = "public";

    private readonly List<SupabaseRow> _rows = [];
    private readonly List<SupabaseRow> _living = [];

    internal SupabaseRow Insert(string table = "profiles")
    {
        var person = NextPerson();
        var row = new SupabaseRow(table, table == "profiles" ? $"\"{Chance.Uuid()}\"" : $"{_rows.Count + 1}", person);
        _rows.Add(row);
        Write(row, "INSERT", hasRecord: true);
        return row;
    }

    internal void Update(SupabaseRow row)
    {
        row.Plan = row.Plan == "free" ? "pro" : "free";
        Write(row, "UPDATE", hasRecord: true);
    }

    internal void Delete(SupabaseRow row)
    {
        row.IsDeleted = true;
        Write(row, "DELETE", hasRecord: false);
    }

    private protected override void Step(int left, int entities)
    {
        if (_living.Count < entities)
        {
            _living.Add(Insert(Chance.Happens(0.5) ? "profiles" : "orders"));
            return;
        }

        var at = Chance.Below(_living.Count);
        if (Chance.Happens(0.1))
        {
            Delete(_living[at]);
            _living.RemoveAt(at);
        }
        else
        {
            Update(_living[at]);
        }
    }

    private protected override IEnumerable<TruthRow> Truth()
    {
        foreach (var row in _rows)
        {
            yield return TruthRows.Row(
                "supabase_rows", $"{Schema}.{row.Table}:{row.Key}", row.IsDeleted, row.Record,
                ("schema_name", Schema), ("table_name", row.Table), ("key", row.Key), ("operation", row.Operation.ToLowerInvariant()));
        }
    }

    private void Write(SupabaseRow row, string operation, bool hasRecord)
    {
        Advance(TimeSpan.FromMilliseconds(1));
        var old = operation == "INSERT" ? null : row.Record;
        Json.Clear();

        // The row's own time, to the microsecond, as a table has it; it makes every body another one.
        Json.Add($$"""
            {"email":{{row.Person.Email}},"id":{{row.JsonKey}},"name":{{row.Person.FirstName}},"plan":{{row.Plan}},
            "updated_at":{{Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'")}}}
            """);
        var record = hasRecord ? Json.Written.ToArray() : null;
        Json.Clear();
        Json.Add($$"""{"type":{{operation}},"table":{{row.Table}},"record":{{record}},"schema":{{Schema}},"old_record":{{old}}}""");
        (row.Operation, row.Record) = (operation, record ?? row.Record);
        var body = Json.Written.ToArray();
        var id = $"{Schema}.{row.Table}/{row.Key}";
        Record(new SimulatedEvent($"sha256:{Convert.ToHexStringLower(SHA256.HashData(body))}", $"{row.Table}.{operation.ToLowerInvariant()}", Second, body, id, "row")
        {
            ContentType = "application/json",
            Headers = [KeyValuePair.Create("User-Agent", "pg_net/0.19.5")],
            Sequence = id,
            IsSentOnce = true,
        });
    }
}

/// <summary>A row.</summary>
/// <param name="Table">Its table.</param>
/// <param name="JsonKeyText">Its primary key as JSON.</param>
/// <param name="Person">Whom it is about.</param>
internal sealed record SupabaseRow(string Table, string JsonKeyText, Person Person)
{
    internal byte[] JsonKey { get; } = System.Text.Encoding.UTF8.GetBytes(JsonKeyText);

    internal string Key => JsonKeyText.Trim('"');

    internal string Plan { get; set; } = "free";

    internal string Operation { get; set; } = string.Empty;

    internal bool IsDeleted { get; set; }

    /// <summary>What it was at last.</summary>
    internal byte[] Record { get; set; } = [];
}
