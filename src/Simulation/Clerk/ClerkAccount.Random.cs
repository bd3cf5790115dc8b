namespace Signalbox.Simulation.Clerk;

internal sealed partial class ClerkAccount
{
    private readonly List<ClerkUser> _living = [];
    private readonly List<ClerkMembership> _held = [];
    private readonly List<ClerkSession> _open = [];

    private protected override void Step(int left, int entities)
    {
        if (_living.Count < entities)
        {
            _living.Add(CreateUser());
            return;
        }

        var at = Chance.Below(_living.Count);
        var user = _living[at];
        switch (Chance.Below(20))
        {
            case < 6:
                UpdateUser(user);
                break;
            case < 9 when left > 1:
                _open.Add(SignIn(user));
                break;
            case < 12 when _open.Count > 0:
                EndSession(Take(_open), Chance.Pick(["ended", "removed", "revoked"]));
                break;
            case < 14 when left > 1:
                _held.Add(Join(CreateOrganization(user), user, "org:admin"));
                break;
            case < 16 when _held.Count > 0:
                // Nobody joins twice: one membership a user and organization.
                var organization = Chance.Pick(_held).Organization;
                if (_memberships.Exists(one => one.Organization == organization && one.User == user))
                {
                    RenameOrganization(organization);
                }
                else
                {
                    _held.Add(Join(organization, user));
                }

                break;
            case < 17 when _held.Count > 0:
                ChangeRole(Chance.Pick(_held));
                break;
            case < 18 when _held.Count > 0:
                Leave(Take(_held));
                break;
            case 18 when _organizations.Find(static one => one is { Deleted: false, Members: 0 }) is { } empty:
                DeleteOrganization(empty);
                break;
            case 19:
                DeleteUser(user);
                _living.RemoveAt(at);
                _held.RemoveAll(one => one.User == user);
                _open.RemoveAll(one => one.User == user);
                break;
            default:
                UpdateUser(user);
                break;
        }
    }

    private T Take<T>(List<T> from)
    {
        var at = Chance.Below(from.Count);
        var taken = from[at];
        from.RemoveAt(at);
        return taken;
    }
}
