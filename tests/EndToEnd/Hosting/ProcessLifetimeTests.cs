using System.Net;
using Npgsql;
using Signalbox.Postgres;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.EndToEnd.Hosting;

/// <summary>The process and its PostgreSQL live and die together, and neither takes the data along.</summary>
public sealed class ProcessLifetimeTests
{
    [Fact]
    public async Task Start_EmptyFolder_AnswersAndKeepsItsSecretsToItself()
    {
        await using var signalbox = await SignalboxProcess.StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await signalbox.Client.GetAsync(new Uri("/health/live", UriKind.Relative))).StatusCode);
        foreach (var secret in new[] { "api-key", "webhook-secret" })
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(signalbox.DataFolder, secret)));
        }

        Assert.DoesNotContain(signalbox.Client.DefaultRequestHeaders.Authorization!.Parameter!, signalbox.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(signalbox.WebhookSecret, signalbox.Log, StringComparison.Ordinal);
        Assert.Matches("secret +in .*webhook-secret", signalbox.Log);
    }

    [Fact]
    public async Task Start_FolderInUse_NamesTheHolderAndEndsWith3()
    {
        await using var first = await SignalboxProcess.StartAsync();
        await using var second = SignalboxProcess.Launch(dataFolder: first.DataFolder);

        Assert.Equal(3, await second.WaitForExitAsync());
        Assert.Contains($"(process {first.Id})", second.Log, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await first.Client.GetAsync(new Uri("/health/live", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task Start_TwoFolders_LiveSideBySide()
    {
        await using var first = await SignalboxProcess.StartAsync();
        await using var second = await SignalboxProcess.StartAsync();

        Assert.NotEqual(first.PostgresPid, second.PostgresPid);
        Assert.NotEqual(first.WebhookSecret, second.WebhookSecret);
    }

    [Fact]
    public async Task Start_AddressInUse_EndsWith5AndLeavesNoPostgres()
    {
        await using var first = await SignalboxProcess.StartAsync();
        var folder = SignalboxProcess.NewFolder();
        await using var second = SignalboxProcess.Launch(new Dictionary<string, string> { ["ASPNETCORE_URLS"] = first.Address.ToString() }, folder);

        Assert.Equal(5, await second.WaitForExitAsync());
        Assert.Contains("address already in use", second.Log, StringComparison.Ordinal);
        Assert.Empty(ClusterProcesses.Find(Path.Combine(folder, "postgres")));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Terminated_StopsPostgresLast()
    {
        await using var signalbox = await SignalboxProcess.StartAsync();
        var cluster = Path.Combine(signalbox.DataFolder, "postgres");
        Assert.NotEmpty(ClusterProcesses.Find(cluster));

        var (exitCode, _) = await signalbox.StopAsync();

        Assert.Equal(0, exitCode);
        Assert.Empty(ClusterProcesses.Find(cluster));
        Assert.False(File.Exists(Path.Combine(cluster, "postmaster.pid")));
        Assert.DoesNotContain("PostgreSQL was lost", signalbox.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_NextStartFindsWhatWasWritten()
    {
        var folder = SignalboxProcess.NewFolder();
        await using (var first = await SignalboxProcess.StartAsync(dataFolder: folder))
        {
            await using var database = Connect(folder);
            await ExecuteAsync(database, "CREATE TABLE kept AS SELECT 42 AS answer");
            await first.KillAsync();
        }

        await using (await SignalboxProcess.StartAsync(dataFolder: folder))
        {
            await using var database = Connect(folder);
            Assert.Equal(42, await ExecuteAsync(database, "SELECT answer FROM kept"));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task PostgresKilled_IsStartedAgainByTheSameProcess()
    {
        await using var signalbox = await SignalboxProcess.StartAsync();
        var killed = signalbox.PostgresPid;

        SignalboxProcess.Signal("KILL", killed);

        await signalbox.WaitForLogAsync("PostgreSQL answers again");
        Assert.NotEqual(killed, signalbox.PostgresPid);
        await using var database = Connect(signalbox.DataFolder);
        Assert.Equal(1, await ExecuteAsync(database, "SELECT 1"));
    }

    [Fact]
    public async Task ServerAway_StaysUpAndDoesNotShowThePassword()
    {
        var settings = new Dictionary<string, string> { ["ConnectionStrings__Signalbox"] = "Host=127.0.0.1;Port=1;Username=somebody;Password=not-a-real-password" };
        await using var signalbox = SignalboxProcess.Launch(settings);

        await signalbox.WaitForLogAsync("PostgreSQL is away");
        var (exitCode, _) = await signalbox.StopAsync();

        Assert.Equal(0, exitCode);
        Assert.DoesNotContain("not-a-real-password", signalbox.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_FolderClosedToOthers_StillRuns()
    {
        // As in a clone below /root or a mktemp -d: root's PostgreSQL runs as somebody who cannot get in there.
        var closed = SignalboxProcess.NewFolder();
        File.SetUnixFileMode(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var folder = Path.Combine(closed, "data");
        await using (var signalbox = await SignalboxProcess.StartAsync(dataFolder: folder))
        {
            Assert.True(signalbox.PostgresPid > 0);
        }

        if (new DirectoryInfo(Path.Combine(folder, "postgres")).LinkTarget is { } elsewhere)
        {
            Assert.True(Environment.IsPrivilegedProcess);
            Directory.Delete(Path.GetDirectoryName(elsewhere)!, recursive: true);
        }

        Directory.Delete(closed, recursive: true);
    }

    private static NpgsqlDataSource Connect(string folder) =>
        NpgsqlDataSource.Create($"Host={Path.Combine(folder, "socket")};Username=signalbox;Database=signalbox;Pooling=false");

    private static async Task<object?> ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
