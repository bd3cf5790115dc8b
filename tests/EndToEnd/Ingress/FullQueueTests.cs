using System.Globalization;
using Npgsql;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.EndToEnd.Ingress;

/// <summary>More events than the append queue has room for, while PostgreSQL keeps appends waiting.</summary>
public sealed class FullQueueTests
{
    private const int Senders = 24;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Send_MoreThanTheQueueHolds_TheRestIs503AndNothingIsLost(int writers)
    {
        var folder = SignalboxProcess.NewFolder();
        try
        {
            await using var signalbox = await SignalboxProcess.StartAsync(
                new Dictionary<string, string>
                {
                    ["STRIPE_WEBHOOK_SECRET"] = Webhook.Secret,
                    ["Signalbox__Journal__QueueCapacity"] = "6",
                    ["Signalbox__Journal__Writers"] = writers.ToString(CultureInfo.InvariantCulture),
                },
                dataFolder: folder);
            var server = $"Host={Path.Combine(folder, "socket")};Username=signalbox;Database=signalbox;Pooling=false";
            await using var database = NpgsqlDataSource.Create(server);
            Task<Answer>[] sending;
            await using (var blocker = await database.OpenConnectionAsync())
            {
                // Alone, this lock keeps every append waiting (enter_append).
                await ExecuteAsync(blocker, "SELECT pg_advisory_lock(7449354444533473)");
                sending = Enumerable.Range(0, Senders).Select(i => Webhook.SendAsync(signalbox, Event(i))).ToArray();
                await Patiently.ReadAsync("The refusals", () => Task.FromResult(sending.Count(static s => s.IsCompleted)), static refused => refused > 0);
                Assert.All(sending.Where(static s => s.IsCompleted).Select(static s => s.Result), static answer =>
                {
                    Assert.Equal(503, answer.Status);
                    Assert.Contains("queue_full", answer.Body, StringComparison.Ordinal);
                    Assert.InRange(answer.RetryAfter.GetValueOrDefault().TotalSeconds, 1, 60);
                });
                await ExecuteAsync(blocker, "SELECT pg_advisory_unlock(7449354444533473)");
            }

            var answers = await Task.WhenAll(sending);
            for (var i = 0; i < Senders; i++)
            {
                var again = await Webhook.SendAsync(signalbox, Event(i));
                Assert.Equal(200, again.Status);
                Assert.Equal(answers[i].Status == 200, again.Body.Contains("duplicate", StringComparison.Ordinal));
            }

            await using var count = database.CreateCommand("SELECT count(*) FROM signalbox.journal WHERE event_id LIKE 'evt_full_%'");
            Assert.Equal((long)Senders, await count.ExecuteScalarAsync());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static byte[] Event(int number) =>
        Webhook.Customer($"evt_full_{number}", $"cus_full_{number}", "Full", 1_760_000_000);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
