using System.Reflection;
using Npgsql;
using Signalbox.Postgres;
using Signalbox.Projections;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage;

/// <summary>Every statement of the process, found by its name, against the schema as the migrations leave it.</summary>
public sealed class StatementTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task EveryStatement_Prepares()
    {
        var statements = Statements().ToList();
        var faults = new List<string>();
        await using var connection = await _database.DataSource.OpenConnectionAsync();
        foreach (var (name, sql) in statements)
        {
            try
            {
                // The server infers the parameters' types. Several statements in one text are prepared one by one.
                await using var command = new NpgsqlCommand(sql, connection);
                await command.PrepareAsync();
            }
            catch (PostgresException e)
            {
                faults.Add($"{name}: {e.MessageText}");
            }
        }

        Assert.Empty(faults);

        // If the naming rule changes, this test must not quietly find nothing.
        Assert.True(statements.Count > 60, $"Only {statements.Count} statements were found.");
    }

    private static IEnumerable<(string Name, string Sql)> Statements() =>
        from type in typeof(EmbeddedSql).Assembly.GetTypes()
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        where field.Name.EndsWith("Sql", StringComparison.Ordinal)
        from sql in field.GetValue(null) switch { string one => [one], TableStatements each => each.All, _ => [] }
        select ($"{type.Name}.{field.Name}", sql);
}
