namespace Signalbox.Simulation.Slack;

/// <summary>What a Slack app is sent.</summary>
internal static class SlackHistories
{
    internal static SimulatedProvider Create() => new AccountHistories<SlackWorkspace>(
        "slack",
        static request => new SlackWorkspace(request),
        [
            (new("conversation", "two people who join, talk, mention the app and react"), Conversation),
            (new("onboarding", "five people who join the workspace and its channel"), Onboarding),
            (new("reactions", "a message with signs that come and go"), Reactions),
        ],
        "N events of one workspace with M people",
        new Dictionary<string, Action<SlackWorkspace>>
        {
            ["message"] = static workspace => workspace.Say(workspace.Join(), "Good morning"),
            ["app_mention"] = static workspace => workspace.Say(workspace.Join(), "<@U0SIGNALBOX> status?", "app_mention"),
            ["reaction_added"] = static workspace => workspace.React(workspace.Join()),
            ["reaction_removed"] = static workspace => workspace.React(workspace.Join(), isAdded: false),
            ["member_joined_channel"] = static workspace => workspace.JoinChannel(workspace.Join()),
            ["team_join"] = static workspace => workspace.Join(),
        });

    private static void Conversation(SlackWorkspace workspace)
    {
        var (one, other) = (workspace.Join(), workspace.Join());
        workspace.Advance(TimeSpan.FromMinutes(1));
        workspace.Say(one, "Is it green?");
        workspace.Advance(TimeSpan.FromSeconds(20));
        workspace.Say(other, "<@U0SIGNALBOX> status?", "app_mention");
        workspace.React(one);
    }

    private static void Onboarding(SlackWorkspace workspace)
    {
        for (var i = 0; i < 5; i++)
        {
            workspace.JoinChannel(workspace.Join());
            workspace.Advance(TimeSpan.FromMinutes(10));
        }
    }

    private static void Reactions(SlackWorkspace workspace)
    {
        var user = workspace.Join();
        workspace.Say(user, "Released.");
        workspace.React(user);
        workspace.React(user, isAdded: false);
        workspace.React(user);
    }
}
