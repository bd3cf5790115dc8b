using System.CommandLine;
using System.Security.Cryptography;
using Signalbox.Connection;
using Signalbox.Output;
using Signalbox.Providers.Signing;
using Signalbox.Simulation;

namespace Signalbox.Trigger;

/// <summary><c>signalbox trigger PROVIDER SCENARIO|TYPE</c>, for one provider.</summary>
internal sealed class ProviderTriggerCommand
{
    private const string StripeName = "stripe";
    private const int ShuffledConnections = 8;

    // A body is about 3 KB, and all of them are in memory.
    private const int MostEvents = 200_000;

    private readonly SimulatedProvider _provider;
    private readonly Argument<string?> _what;
    private readonly Option<bool> _list = new("--list") { Description = "Lists what there is: scenarios and event types." };
    private readonly Option<int?> _seed = new("--seed") { Description = "What all chance comes from. The same seed and start give the same events. [default: a fresh one, which is printed]", HelpName = "N" };
    private readonly Option<DateTimeOffset?> _start = new("--start") { Description = "Where the account's clock begins. [default: so far back that the last event is past]", HelpName = "TIME" };
    private readonly Option<int> _events = Limits.Bounded("--events", $"random: how many events, up to {MostEvents}.", 200, 1, MostEvents);
    private readonly Option<int> _entities;
    private readonly Option<bool> _shuffle = new("--shuffle") { Description = "Sends in any order. Without it events go out in the order in which they happened." };
    private readonly Option<double> _duplicate = new("--duplicate") { Description = "Sends this share of the events again, 0 to 1; not those that their provider never sends twice.", HelpName = "SHARE" };
    private readonly Option<double> _drop = new("--drop") { Description = "Leaves this share of the events out, 0 to 1, as if the provider had lost them, and says how many.", HelpName = "SHARE" };
    private readonly Option<double?> _rate = new("--rate") { Description = "Sends this many a second. [default: as fast as they are answered]", HelpName = "EVENTS_PER_S" };
    private readonly Option<int?> _connections = new("--connections") { Description = $"How many are in flight at once, 1 to 1000; from 2 on the order among those is open. [default: 1, with --shuffle {ShuffledConnections} where every event says when it was]", HelpName = "N" };
    private readonly Option<string> _source;
    private readonly Option<string?> _secret;
    private readonly Option<string?> _urlAsSeen = new("--url-as-seen") { Description = "The URL that is signed, if the server is told another than it is sent to. [default: that]", HelpName = "URL" };

    internal ProviderTriggerCommand(SimulatedProvider provider)
    {
        _provider = provider;
        var scenarios = string.Join(", ", provider.Scenarios.Select(static one => one.Name));
        _what = new("SCENARIO") { Description = $"{scenarios}; or an event type, for one event of it (--list shows them)", HelpName = "SCENARIO|TYPE", Arity = ArgumentArity.ZeroOrOne };
        _entities = Limits.Bounded("--entities", provider.Name == StripeName ? "random: over how many customers." : "random: over how many entities.", 10, 1, 100_000);
        _source = new("--source") { Description = "The account to send to.", DefaultValueFactory = _ => provider.Name, HelpName = "NAME" };
        _secret = new("--secret") { Description = SecretDescription(provider.Name), HelpName = "SECRET" };
    }

    internal Command Build(Sessions sessions)
    {
        var command = new Command(_provider.Name, $"Plays a history at a simulated {_provider.Name} account and sends its events. A busy server (503, or 429) is waited for, as long as it says. Exit code 0 only if all events were accepted.")
        {
            _what, _list, _seed, _start, _events, _entities, _shuffle, _duplicate, _drop, _rate, _connections, _source, _secret,
        };
        if (_provider.Name == "twilio")
        {
            command.Options.Add(_urlAsSeen);
        }

        Limits.Require(_duplicate, static share => share is >= 0 and <= 1, "--duplicate is a share, from 0 to 1.");
        Limits.Require(_drop, static share => share is >= 0 and <= 1, "--drop is a share, from 0 to 1.");
        Limits.Require(_rate, static rate => rate is > 0 and <= 1_000_000, "--rate must be more than 0, and at most 1000000.");
        Limits.Require(_connections, static connections => connections is >= 1 and <= 1_000, "--connections must be from 1 to 1000.");
        Limits.Require(_start, static start => start is { Year: >= 1971 and < 2200 }, "--start must be in the years 1971 to 2199.");
        command.Validators.Add(result =>
        {
            var what = result.GetValue(_what);
            if (what is null)
            {
                if (!result.GetValue(_list))
                {
                    result.AddError($"What? 'trigger {_provider.Name} SCENARIO' sends events; --list shows the scenarios and the event types.");
                }

                return;
            }

            if (!_provider.Scenarios.Any(one => one.Name == what) && !_provider.Types.Contains(what))
            {
                result.AddError($"{_provider.Name} has no scenario and no event type '{what}'. 'trigger {_provider.Name} --list' shows them.");
            }

            var isSized = result.GetResult(_events) is { Implicit: false } || result.GetResult(_entities) is { Implicit: false };
            if (isSized && what != SimulatedProvider.Random)
            {
                result.AddError($"--events and --entities are for the scenario {SimulatedProvider.Random}; the others are as long as they are.");
            }
        });
        sessions.Run(command, RunAsync);
        return command;
    }

    private static string SecretDescription(string provider) => provider switch
    {
        StripeName => $"The webhook secret, '-' to read it from standard input, or '@FILE'. [env: {ConnectionSettings.StripeSecretVariable}, {ConnectionSettings.SecretVariable}] [default: the file webhook-secret of the data folder]",
        "sendgrid" => $"The private key to sign with, over P-256, PKCS#8 in base64; '-' to read it from standard input, or '@FILE'. The source has its public key. [env: {ConnectionSettings.SecretVariable}]",
        _ => $"What the source's webhooks are signed with, '-' to read it from standard input, or '@FILE'. [env: {ConnectionSettings.SecretVariable}]",
    };

    private async Task<CommandExit> RunAsync(ParseResult parsed, Session session, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_what) is not { } what || parsed.GetValue(_list))
        {
            TriggerList.WriteProvider(session, _provider);
            return CommandExit.Ok;
        }

        var source = parsed.GetRequiredValue(_source);
        var url = session.Settings.Url();
        var signer = CreateSigner(session, await SecretArgument.ReadAsync(parsed.GetValue(_secret), session.Terminal, cancellationToken), source);
        var plan = SendingPlan.Make(Read(parsed, what), session.Time.GetUtcNow());
        var connections = parsed.GetValue(_connections) ?? (plan.Request.Shuffle && !plan.HasSequences ? ShuffledConnections : 1);
        var ingest = new Uri(url, $"ingest/{Uri.EscapeDataString(source)}");
        await session.Terminal.Error.WriteLineAsync($"Sending {plan.Deliveries.Count} webhooks of {plan.Request.Scenario} to {ingest} (seed {plan.Request.Seed})");
        if (connections > 1 && plan.HasSequences)
        {
            await session.Terminal.Error.WriteLineAsync("Nothing in some of these events says which is the later; on several connections they may overtake each other.");
        }

        if (plan.Request.Duplicate > 0 && plan.SentOnce is > 0 and var once)
        {
            await session.Terminal.Error.WriteLineAsync($"{once} of them go out once: {_provider.Name} never sends them twice, and gives them no id by which a repetition could be told.");
        }

        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = connections };
        using var http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(30) };
        var sender = new WebhookSender(http, ingest, signer, session.Time, parsed.GetValue(_urlAsSeen));
        var tally = new SendingTally();
        var run = new SendingRun(sender, new Pace(parsed.GetValue(_rate), session.Time), tally);
        var progress = new SendingProgress(session.Terminal, session.Time, tally, plan.Deliveries.Count);
        var begun = session.Time.GetTimestamp();
        try
        {
            await progress.WhileAsync(() => run.SendAsync(plan.Deliveries, connections, source, _provider.Name, cancellationToken));
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

    private IWebhookSigner CreateSigner(Session session, string? option, string source)
    {
        try
        {
            return WebhookSigners.Create(_provider.Name, session.Settings.WebhookSecretText(option, source));
        }
        catch (Exception e) when (e is ArgumentException or PlatformNotSupportedException)
        {
            throw new CommandFault(CommandExit.Usage, $"This webhook secret cannot be used. {e.Message.Split(" (Parameter")[0]}", e);
        }
    }

    private TriggerRequest Read(ParseResult parsed, string what) =>
        new(what, parsed.GetValue(_seed) ?? RandomNumberGenerator.GetInt32(1, int.MaxValue))
        {
            Provider = _provider.Name,
            Start = parsed.GetValue(_start),
            Events = parsed.GetValue(_events),
            Entities = parsed.GetValue(_entities),
            Shuffle = parsed.GetValue(_shuffle),
            Duplicate = parsed.GetValue(_duplicate),
            Drop = parsed.GetValue(_drop),
        };
}
