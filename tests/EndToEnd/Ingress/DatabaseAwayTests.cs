using System.Globalization;
using Npgsql;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.EndToEnd.Ingress;

/// <summary>A process whose database is somebody else's and goes away for a while.</summary>
public sealed class DatabaseAwayTests
{
    [Fact]
    public async Task Send_WhileDatabaseIsAway_Is503AndLaterTakenWithoutARestart()
    {
        // The server is the embedded one of another process, which can be stopped and started again as one pleases.
        var folder = SignalboxProcess.NewFolder();
        var owner = await SignalboxProcess.StartAsync(dataFolder: folder);
        try
        {
            var server = new NpgsqlConnectionStringBuilder($"Host={Path.Combine(folder, "socket")};Username=signalbox;Database=signalbox;Pooling=false");
            await ExecuteAsync(server.ConnectionString, "CREATE DATABASE elsewhere");
            server.Database = "elsewhere";
            await using var signalbox = await SignalboxProcess.StartAsync(new Dictionary<string, string>
            {
                ["ConnectionStrings__Signalbox"] = server.ConnectionString,
                ["STRIPE_WEBHOOK_SECRET"] = Webhook.Secret,
            });
            Assert.Equal(200, (await Webhook.SendAsync(signalbox, Event(1))).Status);

            await owner.DisposeAsync();
            var away = await Webhook.SendAsync(signalbox, Event(2));

            Assert.Equal((503, "application/problem+json"), (away.Status, away.MediaType));
            Assert.InRange(away.RetryAfter.GetValueOrDefault().TotalSeconds, 1, 60);

            owner = await SignalboxProcess.StartAsync(dataFolder: folder);
            await Patiently.ReadAsync("The answer to the event sent again", () => Webhook.SendAsync(signalbox, Event(2)), static a => a.Status == 200);
            Assert.Equal("""{"received":true,"duplicate":true}""", (await Webhook.SendAsync(signalbox, Event(1))).Body);
            await Patiently.ReadAsync(
                "The customer's name",
                () => ExecuteAsync(server.ConnectionString, "SELECT name FROM signalbox.customers WHERE id = 'cus_away'"),
                static name => name is "Name 2");
        }
        finally
        {
            await owner.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static byte[] Event(int number) =>
        Webhook.Customer($"evt_away_{number}", "cus_away", string.Create(CultureInfo.InvariantCulture, $"Name {number}"), 1_760_000_000 + number);

    private static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
