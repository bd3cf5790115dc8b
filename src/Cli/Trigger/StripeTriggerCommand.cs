using System.CommandLine;
using System.Security.Cryptography;
using Signalbox.Connection;
using Signalbox.Output;
using Signalbox.Simulation.Stripe;

namespace Signalbox.Trigger;

/// <summary><c>signalbox trigger stripe SCENARIO</c>.</summary>
internal sealed class StripeTriggerCommand
{
    private const int ShuffledConnections = 8;

    // A body is about 3 KB, and all of them are in memory.
    private const int MostEvents = 200_000;

    private readonly Argument<string> _scenario = new("SCENARIO") { Description = string.Join(", ", Scenarios.All.Select(static one => one.Name)), HelpName = "SCENARIO" };
    private readonly Option<int?> _seed = new("--seed") { Description = "What all chance comes from. The same seed and start give the same events. [default: a fresh one, which is printed]", HelpName = "N" };
    private readonly Option<DateTimeOffset?> _start = new("--start") { Description = "Where the account's clock begins. [default: so far back that the last event is past]", HelpName = "TIME" };
    private readonly Option<int> _events = Limits.Bounded("--events", $"random: how many events, up to {MostEvents}.", 200, 1, MostEvents);
    private readonly Option<int> _entities = Limits.Bounded("--entities", "random: over how many customers.", 10, 1, 100_000);
    private readonly Option<bool> _shuffle = new("--shuffle") { Description = "Sends in any order. Without it events go out in the order in which they happened." };
    private readonly Option<double> _duplicate = new("--duplicate") { Description = "Sends this share of the events again, 0 to 1.", HelpName = "SHARE" };
    private readonly Option<double?> _rate = new("--rate") { Description = "Sends this many a second. [default: as fast as they are answered]", HelpName = "EVENTS_PER_S" };
    private readonly Option<int?> _connections = new("--connections") { Description = $"How many are in flight at once, 1 to 1000; from 2 on the order among those is open. [default: 1, with --shuffle {ShuffledConnections}]", HelpName = "N" };
    private readonly Option<string> _source = new("--source") { Description = "The account to send to.", DefaultValueFactory = _ => "stripe", HelpName = "NAME" };
    private readonly Option<string?> _secret = new("--secret") { Description = $"The webhook secret. [env: {ConnectionSettings.StripeSecretVariable}] [default: the file webhook-secret of the data folder]", HelpName = "WHSEC" };

    internal Command Build(Sessions sessions)
    {
        _scenario.AcceptOnlyFromAmong([.. Scenarios.All.Select(static one => one.Name)]);
        var command = new Command("stripe", "Plays a history at a simulated Stripe account and sends its events. A busy server (503) is waited for, as long as it says. Exit code 0 only if all events were accepted.")
        {
            _scenario, _seed, _start, _events, _entities, _shuffle, _duplicate, _rate, _connections, _source, _secret,
        };
        Limits.Require(_duplicate, static share => share is >= 0 and <= 1, "--duplicate is a share, from 0 to 1.");
        Limits.Require(_rate, static rate => rate is > 0 and <= 1_000_000, "--rate must be more than 0, and at most 1000000.");
        Limits.Require(_connections, static connections => connections is >= 1 and <= 1_000, "--connections must be from 1 to 1000.");
        Limits.Require(_start, static start => start is { Year: >= 1971 and < 2200 }, "--start must be in the years 1971 to 2199.");
        command.Validators.Add(result =>
        {
            var isSized = result.GetResult(_events) is { Implicit: false } || result.GetResult(_entities) is { Implicit: false };
            if (isSized && result.GetResult(_scenario) is { Tokens: [{ Value: not SendingPlan.RandomScenario }] })
            {
                result.AddError($"--events and --entities are for the scenario {SendingPlan.RandomScenario}; the others are as long as they are.");
            }
        });
        sessions.Run(command, RunAsync);
        return command;
    }

    private async Task<CommandExit> RunAsync(ParseResult parsed, Session session, CancellationToken cancellationToken)
    {
        var source = parsed.GetRequiredValue(_source);
        var url = session.Settings.Url();
        var secret = session.Settings.WebhookSecret(parsed.GetValue(_secret), source);
        var plan = SendingPlan.Make(Read(parsed), session.Time.GetUtcNow());
        var connections = parsed.GetValue(_connections) ?? (plan.Request.Shuffle ? ShuffledConnections : 1);
        var ingest = new Uri(url, $"ingest/{Uri.EscapeDataString(source)}");
        await session.Terminal.Error.WriteLineAsync($"Sending {plan.Deliveries.Count} webhooks of {plan.Request.Scenario} to {ingest} (seed {plan.Request.Seed})");

        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = connections };
        using var http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(30) };
        var sender = new WebhookSender(http, ingest, secret, session.Time);
        var tally = new SendingTally();
        var run = new SendingRun(sender, new Pace(parsed.GetValue(_rate), session.Time), tally);
        var progress = new SendingProgress(session.Terminal, session.Time, tally, plan.Deliveries.Count);
        var begun = session.Time.GetTimestamp();
        try
        {
            await progress.WhileAsync(() => run.SendAsync(plan.Deliveries, connections, source, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await session.Terminal.Error.WriteLineAsync("Stopped.");
        }

        var report = new SendingReport(plan, tally.Counts(), sender.Retries, session.Time.GetElapsedTime(begun));
        if (session.Json)
        {
            report.WriteJson(session.Terminal);
        }
        else
        {
            report.Write(session.Terminal);
        }

        return report.Exit;
    }

    private TriggerRequest Read(ParseResult parsed) =>
        new(parsed.GetRequiredValue(_scenario), parsed.GetValue(_seed) ?? RandomNumberGenerator.GetInt32(1, int.MaxValue))
        {
            Start = parsed.GetValue(_start),
            Events = parsed.GetValue(_events),
            Entities = parsed.GetValue(_entities),
            Shuffle = parsed.GetValue(_shuffle),
            Duplicate = parsed.GetValue(_duplicate),
        };
}
