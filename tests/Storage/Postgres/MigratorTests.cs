using Npgsql;
using Signalbox.Hosting;
using Signalbox.Postgres;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Postgres;

public sealed class MigratorTests
{
    private static readonly Migration First = new(1, "first", "CREATE TABLE things (id integer PRIMARY KEY);");
    private static readonly Migration Second = new(2, "second", "INSERT INTO things VALUES (1);");

    [Fact]
    public async Task Migrate_EveryStepOfTheProduct_IsAppliedOnce()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();

        await PostgresServer.MigrateAsync(database.ConnectionString);
        await PostgresServer.MigrateAsync(database.ConnectionString);

        Assert.Equal((long)Migration.ReadAll().Count, await database.ScalarAsync("SELECT count(*) FROM schema_migrations"));
    }

    [Fact]
    public async Task Migrate_SeveralProcessesAtOnce_EachStepIsAppliedOnce()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PostgresServer.MigrateAsync(database.ConnectionString, [First, Second])));

        Assert.Equal(2L, await database.ScalarAsync("SELECT count(*) FROM schema_migrations"));
        Assert.Equal(1L, await database.ScalarAsync("SELECT count(*) FROM things"));
    }

    [Fact]
    public async Task Migrate_StepFails_LeavesNothingOfItBehind()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        var failing = new Migration(2, "failing", "CREATE TABLE half (id integer); SELECT 1 / 0;");

        await Assert.ThrowsAsync<PostgresException>(() => PostgresServer.MigrateAsync(database.ConnectionString, [First, failing]));

        Assert.Equal(1L, await database.ScalarAsync("SELECT count(*) FROM schema_migrations"));
        Assert.Equal(true, await database.ScalarAsync("SELECT to_regclass('half') IS NULL"));
    }

    [Fact]
    public async Task Migrate_AppliedStepWasChanged_Refuses()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await PostgresServer.MigrateAsync(database.ConnectionString, [First]);

        var changed = new Migration(1, "first", "CREATE TABLE others (id integer);");
        var refusal = await Assert.ThrowsAsync<StartupException>(() => PostgresServer.MigrateAsync(database.ConnectionString, [changed, Second]));

        Assert.Equal(ExitCode.Database, refusal.Code);
        Assert.Contains("Step 1 ('first')", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1L, await database.ScalarAsync("SELECT count(*) FROM schema_migrations"));
    }

    [Fact]
    public async Task Migrate_LineEndingsDiffer_IsTheSameStep()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await PostgresServer.MigrateAsync(database.ConnectionString, [new Migration(1, "lines", "SELECT 1;\nSELECT 2;\n")]);

        await PostgresServer.MigrateAsync(database.ConnectionString, [new Migration(1, "lines", "SELECT 1;\r\nSELECT 2;\r\n")]);
    }

    [Fact]
    public async Task Migrate_DatabaseIsNewer_Refuses()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await PostgresServer.MigrateAsync(database.ConnectionString, [First, Second]);

        var refusal = await Assert.ThrowsAsync<StartupException>(() => PostgresServer.MigrateAsync(database.ConnectionString, [First]));

        Assert.Contains("newer than this program: step 2 ('second')", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadAll_NumbersAreUniqueAndOrdered()
    {
        var numbers = Migration.ReadAll().Select(static m => m.Number).ToList();

        Assert.NotEmpty(numbers);
        Assert.Equal(numbers.Distinct().Order(), numbers);
    }
}
