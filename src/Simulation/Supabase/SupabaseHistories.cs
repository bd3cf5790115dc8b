namespace Signalbox.Simulation.Supabase;

/// <summary>What a Supabase project sends.</summary>
internal static class SupabaseHistories
{
    internal static SimulatedProvider Create() => new AccountHistories<SupabaseProject>(
        "supabase",
        static request => new SupabaseProject(request),
        [
            (new("row-lifecycle", "a row: inserted, updated three times, deleted"), static project => Live(project, updates: 3)),
            (new("two-tables", "rows of two tables, one with a number for a key"), TwoTables),
            (new("many-updates", "fifty updates of one row"), static project => Live(project, updates: 50)),
        ],
        "N changes of M rows; those of one row stay in order, since nothing in them says which is the later",
        new Dictionary<string, Action<SupabaseProject>>
        {
            ["profiles.insert"] = static project => project.Insert(),
            ["profiles.update"] = static project => project.Update(project.Insert()),
            ["profiles.delete"] = static project => project.Delete(project.Insert()),
            ["orders.insert"] = static project => project.Insert("orders"),
            ["orders.update"] = static project => project.Update(project.Insert("orders")),
            ["orders.delete"] = static project => project.Delete(project.Insert("orders")),
        });

    private static void Live(SupabaseProject project, int updates)
    {
        var row = project.Insert();
        for (var i = 0; i < updates; i++)
        {
            project.Advance(TimeSpan.FromSeconds(1));
            project.Update(row);
        }

        project.Delete(row);
    }

    private static void TwoTables(SupabaseProject project)
    {
        var profile = project.Insert();
        var order = project.Insert("orders");
        project.Update(order);
        project.Update(profile);
        project.Delete(order);
    }
}
