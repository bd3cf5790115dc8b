using System.Text.Json;
using Npgsql;
using Signalbox.Projections;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Projections;

/// <summary>Lists of objects, against the tables that they come from.</summary>
public sealed class ProjectionQueryTests : IAsyncLifetime
{
    private static readonly string[] Everywhere = ["livemode", "provisional", "updated_at", "as_of", "rank", "stream", "version", "raw"];

    private TestDatabase _database = null!;
    private PostgresProjectionQueries _queries = null!;

    public static TheoryData<string> Names => [.. ProjectionResources.Routed.Select(static r => r.Name)];

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _queries = new PostgresProjectionQueries(_database.DataSource);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Statements_HaveTheColumnsThatAreDescribed(string name)
    {
        var resource = ProjectionResources.Routed.Single(r => r.Name == name);
        await using var list = _database.DataSource.CreateCommand(ProjectionStatements.List(resource));
        for (var i = 0; i < 5 + resource.Filters.Count; i++)
        {
            list.Parameters.Add(new NpgsqlParameter { Value = DBNull.Value });
        }

        await using var reader = await list.ExecuteReaderAsync();
        var found = Enumerable.Range(0, reader.FieldCount).Select(i => (reader.GetName(i), Kind(reader.GetDataTypeName(i))));

        Assert.Equal(resource.Columns.Select(static c => (c.Name, c.Kind)), found);
        Assert.All(resource.Filters, f => Assert.Contains(resource.Columns, c => c.Name == f.Name));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Filters_EachLooksAtItsOwnColumn(string name)
    {
        var resource = ProjectionResources.Routed.Single(r => r.Name == name);
        await InsertAsync(name, "x_1", resource.Filters.ToDictionary(static f => f.Name, static f => f.Choices is [var first, ..] ? first : $"{f.Name}-1"));
        await InsertAsync(name, "x_2", resource.Filters.ToDictionary(static f => f.Name, static f => f.Choices is [.., var last] ? last : $"{f.Name}-2"));

        for (var i = 0; i < resource.Filters.Count; i++)
        {
            var filter = resource.Filters[i];
            var values = new string?[resource.Filters.Count];
            values[i] = filter.Choices is [.., var last] ? last : $"{filter.Name}-2";

            var rows = await _queries.ListAsync(resource, new ProjectionFilter(Account: null, Deleted: null, values), after: null, limit: 9, default);

            Assert.Equal("x_2", Assert.Single(rows).Id);
        }
    }

    [Fact]
    public async Task List_PageByPage_GoesByAccountAndId()
    {
        await InsertAsync("customers", "cus_b");
        await InsertAsync("customers", "cus_a");
        await InsertAsync("customers", "cus_a", account: "another");
        var filter = new ProjectionFilter(Account: null, Deleted: null, [null]);

        var first = await _queries.ListAsync(ProjectionResources.Customers, filter, after: null, limit: 2, default);
        var second = await _queries.ListAsync(ProjectionResources.Customers, filter, (first[1].Account, first[1].Id), limit: 2, default);

        Assert.Equal([("another", "cus_a"), ("stripe", "cus_a")], first.Select(static r => (r.Account, r.Id)));
        Assert.Equal([("stripe", "cus_b")], second.Select(static r => (r.Account, r.Id)));
    }

    [Theory]
    [InlineData("customers", "customers_email")]
    [InlineData("users", "users_email")]
    public async Task List_ByEmail_InAnyCase_ByItsIndex(string name, string index)
    {
        var resource = ProjectionResources.Routed.Single(r => r.Name == name);
        await _database.ExecuteAsync($"""
            INSERT INTO {name} (account, id, {string.Join(", ", Everywhere)}, email)
            SELECT 'one', 'x_' || n, false, true, now(), now(), 1, 's', 1, '{"{}"}', 'Ada' || n || '@Example.com' FROM generate_series(1, 5000) n
            """);
        await _database.ExecuteAsync($"ANALYZE {name}");
        string?[] values = ["aDA77@example.COM", .. new string?[resource.Filters.Count - 1]];

        var rows = await _queries.ListAsync(resource, new ProjectionFilter(Account: null, Deleted: false, values), after: null, limit: 20, default);

        Assert.Equal("x_77", Assert.Single(rows).Id);
        await using var plan = _database.DataSource.CreateCommand($"EXPLAIN {ProjectionStatements.List(resource)}");
        foreach (var value in new object?[] { null, null, null, false, 20L }.Concat(values))
        {
            plan.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        var lines = new List<string>();
        await using var reader = await plan.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        Assert.Contains(lines, line => line.Contains($"on {index}", StringComparison.Ordinal) || line.Contains($"using {index}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task List_Deleted_AloneOrLeftOut()
    {
        await InsertAsync("customers", "cus_1");
        await InsertAsync("customers", "cus_2");
        await _database.ExecuteAsync("UPDATE customers SET deleted_at = now() WHERE id = 'cus_2'");

        Assert.Equal(["cus_1"], await IdsAsync(deleted: false));
        Assert.Equal(["cus_2"], await IdsAsync(deleted: true));
        Assert.Equal(["cus_1", "cus_2"], await IdsAsync(deleted: null));
    }

    [Fact]
    public async Task Find_Row_IsJsonWithTheProvidersObjectUnchanged()
    {
        await InsertAsync("customers", "cus_1", raw: """{ "big": 12345678901234567890.10, "b" : "é" }""");

        var row = Assert.Single(await _queries.FindAsync(ProjectionResources.Customers, ["stripe"], "cus_1", default));

        using var json = JsonDocument.Parse(row.Json.Utf8);
        Assert.Equal(ProjectionResources.Customers.Columns.Select(static c => c.Name), json.RootElement.EnumerateObject().Select(static p => p.Name));
        Assert.Equal("""{ "big": 12345678901234567890.10, "b" : "é" }""", json.RootElement.GetProperty("raw").GetRawText());
        Assert.EndsWith("Z", json.RootElement.GetProperty("updated_at").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_Subscription_HasItsItems()
    {
        await InsertAsync("subscriptions", "sub_1");
        await InsertAsync("subscription_items", "si_2", new() { ["subscription_id"] = "sub_1" });
        await InsertAsync("subscription_items", "si_1", new() { ["subscription_id"] = "sub_1" });
        await InsertAsync("subscription_items", "si_3", new() { ["subscription_id"] = "sub_2" });

        var row = Assert.Single(await _queries.FindAsync(ProjectionResources.Subscriptions, ["stripe"], "sub_1", default));

        using var json = JsonDocument.Parse(row.Json.Utf8);
        Assert.Equal(["si_1", "si_2"], json.RootElement.GetProperty("items").EnumerateArray().Select(static i => i.GetProperty("id").GetString()));
        Assert.Equal(
            ProjectionResources.SubscriptionItems.Columns.Select(static c => c.Name),
            json.RootElement.GetProperty("items")[0].EnumerateObject().Select(static p => p.Name));
    }

    private async Task<IEnumerable<string>> IdsAsync(bool? deleted) =>
        (await _queries.ListAsync(ProjectionResources.Customers, new ProjectionFilter(Account: null, deleted, [null]), after: null, limit: 9, default)).Select(static r => r.Id);

    private Task InsertAsync(string name, string id, Dictionary<string, string>? columns = null, string account = "stripe", string raw = "{}")
    {
        var table = name == "payments" ? "payment_intents" : name.Replace('-', '_');
        columns ??= [];
        return _database.ExecuteAsync($"""
            INSERT INTO {table} (account, id, {string.Join(", ", Everywhere)}{string.Concat(columns.Keys.Select(static c => $", {c}"))})
            VALUES ('{account}', '{id}', false, true, now(), now(), 1, 's', 1, '{raw}'{string.Concat(columns.Values.Select(static v => $", '{v}'"))})
            """);
    }

    private static ColumnKind Kind(string type) => type switch
    {
        "text" => ColumnKind.Text,
        "bigint" => ColumnKind.Number,
        "boolean" => ColumnKind.Flag,
        "timestamp with time zone" => ColumnKind.Time,
        "json" => ColumnKind.Json,
        _ => throw new InvalidOperationException($"No column should be of type {type}."),
    };
}
