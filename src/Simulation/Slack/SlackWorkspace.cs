namespace Signalbox.Simulation.Slack;

/// <summary>A Slack workspace in memory, with one app in it: https://docs.slack.dev/apis/events-api/.</summary>
internal sealed class SlackWorkspace : SimulatedAccount
{
    private readonly string _team;
    private readonly string _app;
    private readonly string _channel;
    private readonly List<string> _users = [];
    private string? _lastMessage;
    private int _order;

    internal SlackWorkspace(HistoryRequest request)
        : base(request)
    {
        _team = $"T{Id(10)}";
        _app = $"A{Id(10)}";
        _channel = $"C{Id(10)}";
    }

    /// <summary>Somebody joins the workspace.</summary>
    internal string Join()
    {
        var (user, person) = ($"U{Id(10)}", NextPerson());
        _users.Add(user);
        Json.Clear();
        Json.Add($$"""
            "user":{"id":{{user}},"is_bot":false,"name":{{person.FirstName.ToLowerInvariant()}},"profile":{"email":{{person.Email}},"real_name":{{person.FirstName}}},
            "team_id":{{_team}}}
            """);
        Post("team_join");
        return user;
    }

    /// <param name="user">Who.</param>
    /// <param name="text">What is said.</param>
    /// <param name="type"><c>message</c> or <c>app_mention</c>.</param>
    internal void Say(string user, string text, string type = "message")
    {
        _lastMessage = Stamp();
        Json.Clear();
        Json.Add($$"""
            "channel":{{_channel}},"channel_type":"channel","team":{{_team}},"text":{{text}},"ts":{{_lastMessage}},"user":{{user}}
            """);
        Post(type);
    }

    /// <summary>Puts a sign on the last message, or takes it off.</summary>
    internal void React(string user, bool isAdded = true)
    {
        _lastMessage ??= Stamp();
        Json.Clear();
        Json.Add($$"""
            "item":{"channel":{{_channel}},"ts":{{_lastMessage}},"type":"message"},"item_user":{{user}},"reaction":"thumbsup","user":{{user}}
            """);
        Post(isAdded ? "reaction_added" : "reaction_removed");
    }

    internal void JoinChannel(string user)
    {
        Json.Clear();
        Json.Add($$"""
            "channel":{{_channel}},"channel_type":"C","team":{{_team}},"user":{{user}}
            """);
        Post("member_joined_channel");
    }

    private protected override void Step(int left, int entities)
    {
        if (_users.Count < entities)
        {
            Join();
            return;
        }

        var user = Chance.Pick(_users);
        switch (Chance.Below(10))
        {
            case < 5:
                Say(user, Chance.Pick(["Good morning ☀️", "Deployed <https://example.com|it>", "A \"quoted\" word & more"]));
                break;
            case 5:
                Say(user, "<@U0SIGNALBOX> status?", "app_mention");
                break;
            case < 9:
                React(user, Chance.Happens(0.8));
                break;
            default:
                JoinChannel(user);
                break;
        }
    }

    private protected override IEnumerable<TruthRow> Truth() => [];

    private string Id(int length) => Chance.Hex(length).ToUpperInvariant();

    // Slack's timestamps are the names of messages as well: unique in a channel.
    private string Stamp() => $"{Second}.{++_order % 1_000_000:000000}";

    private void Post(string type)
    {
        var members = Json.Written.ToArray();
        var id = $"Ev{Id(10)}";
        Json.Clear();
        Json.Add($$"""
            {"api_app_id":{{_app}},"authorizations":[{"enterprise_id":null,"is_bot":true,"is_enterprise_install":false,"team_id":{{_team}},"user_id":"U0SIGNALBOX"}],
            "context_team_id":{{_team}},"event":{"event_ts":{{Stamp()}},"type":{{type}},{{members}}},"event_context":"not-a-real-context",
            "event_id":{{id}},"event_time":{{Second}},"is_ext_shared_channel":false,"team_id":{{_team}},"token":"not-a-real-token","type":"event_callback"}
            """);
        Record(new SimulatedEvent(id, type, Second, Json.Written.ToArray(), _team, "team")
        {
            ContentType = "application/json",
            Headers = [KeyValuePair.Create("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)")],
        });
    }
}
