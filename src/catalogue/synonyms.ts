import { stemmer } from "stemmer";
import { wordsOf } from "./search_terms.ts";

/**
 * What interfaces of a field call the same thing, or nearly: a line for each meaning. A word may be in
 * several lines; `-` joins words that stand together.
 */
const GROUPS = `
# what is done
create creation add new make insert open register
create start begin initiate set-up setup provision launch
create compose draft write author
generate create build produce make draw render plot
delete deletion remove removal erase drop destroy clear discard purge trash get-rid uninstall
get read show view fetch retrieve describe inspect display see load tell
get details info information metadata
list show enumerate all browse which what
search find query look-up lookup locate discover seek filter
search about topic concern matching contain
update edit change modify alter set adjust revise patch correct amend fix
update rename title retitle new-name
replace substitute swap overwrite
move relocate transfer rename shift
copy duplicate clone replicate fork
upload attach import put add
download export save fetch dump
send post deliver submit publish notify
run execute invoke launch trigger perform call evaluate
stop cancel abort terminate kill end halt interrupt quit
start launch boot run open resume activate begin
restart reboot reload reset
pause suspend hold
close finish complete resolve done end shut
complete finish done completed finished tick-off mark-done check-off
approve approval accept sign-off confirm agree lgtm
reject decline deny refuse dismiss
enable activate turn-on switch-on on
disable deactivate turn-off switch-off off
enable disable toggle switch turn-on turn-off
revert undo rollback roll-back restore reset take-back
restore recover undelete unarchive
merge combine join integrate unite
split divide separate
compare diff difference changed versus
validate check verify lint test
convert transform translate turn-into parse
convert exchange between
translate language
extract scrape pull parse get-out
summarize summary overview digest condense abstract
count number how-many total amount statistics
calculate compute evaluate math
sum add plus total
# people and messages
share invite grant permission access
assign allocate delegate give owner responsible assignee
assign member add-member
unassign remove
subscribe follow watch
monitor watch track observe
unsubscribe unfollow
archive shelve hide
schedule plan book timer
wait delay sleep pause
analyze analyse examine investigate inspect diagnose
explain describe
optimize speed-up improve tune faster index performance
install deploy add
deploy release publish ship roll-out rollout
connect link attach associate relate
disconnect unlink detach
authenticate login log-in sign-in authorize
logout log-out sign-out
rank priority
tag label categorize categorise mark
comment reply answer respond remark note feedback
reply thread answer respond conversation
reaction emoji react thumbs-up
message chat post dm direct-message text note
email mail message letter inbox outlook gmail
notification alert inbox unread
mark-read read acknowledge clear
channel room conversation chat group
history messages conversation past recent previous
recent latest last newest lately history
user person people member colleague account teammate somebody someone profile
user contact employee coworker
team group organization members
organization company org organisation workspace business tenant
workspace team space
me myself current-user my who-am-i whoami own
role permission right access
permission access right grant acl policy
password secret credential key
secret vault key-vault keyvault
token key credential
guild server community
ban kick block
draft unsent unfinished
forward pass-on
teams chat
watcher follower
phone-number phone contact
birthday date
# tasks and projects
ticket issue bug card task defect problem story work-item
issue bug ticket defect report problem
bug-tracker issue-tracker issue
task todo to-do item action reminder job
subtask sub-task child checklist parent step
due deadline due-date date
today due date
overdue late
status state progress phase health
state transition workflow status
priority urgent important severity
milestone deadline version release
sprint iteration cycle
backlog board
board kanban
column list lane
epic initiative project
project initiative roadmap
transition move status
# code
pull-request pr merge-request mr
commit change revision changeset
history log commits
branch ref
switch checkout change
checkout branch switch
repository repo project codebase
code source function snippet
stage add index
unstage reset
commit save record
undo discard reset revert restore
stash shelve
modified changed status
push upload publish
pull update fetch download
artifact output file
source-code code file
programming-language language code
dependency package import
who-changed blame history author
# files and texts
file document path
file document page
content text body
folder directory dir path
tree folder structure hierarchy directory
entries contents list
drive onedrive file
sharepoint site
# builds and tests
ci build pipeline workflow actions job check
ci check status
build job run
log output console trace
log error message
error exception failure crash bug
error problem fault
failed failure broken red
vulnerability security cve advisory alert
review feedback approve
release version tag
package library dependency module
docs documentation manual reference guide
docs library documentation
test suite case
test run collection
collection folder set
request call endpoint http
flaky unstable intermittent
slowest longest duration
openapi swagger spec definition api
example snippet sample
retry rerun again repeat
failing failed failure broken error
# the web
url link address website web-page uri
page website site web-page webpage url
web internet online
website site domain page
crawl spider site follow-links
scrape extract fetch content
html markdown text content
fetch url web
search web internet google
news article press headlines
article post page document paper
article blog
wiki confluence page knowledge-base space
wiki page article document notion
paper article study scientific publication research literature preprint scholarly
research investigate study
video clip movie film youtube
sitemap map url
favourite favorite star
rating review star
# knowledge and diagrams
image picture photo graphic screenshot illustration
screenshot capture picture snapshot image screen
audio sound voice speech
voice call phone
chart graph plot diagram visualization
graph network knowledge-graph
diagram flowchart chart draw
knowledge-graph entity relation observation memory
memory remember fact observation entity note recall store
memory knowledge
remember store save keep memorize
forget delete memory
entity node person thing
relation relationship link edge connection
pie donut share proportion
bar column
trend line-chart over-time
histogram distribution frequency
scatter correlation
radar spider
hierarchy tree treemap org-chart
mind-map mindmap brainstorm
funnel conversion
overlap venn
citation reference bibliography
picture-of screenshot image
cover image
icon emoji image
# tables and databases
table sheet spreadsheet grid
spreadsheet excel workbook worksheet xlsx sheet
cell range
row record entry line item
column field property attribute
schema structure columns fields layout describe
database db store datastore sql
sql query select statement
sql insert update delete write
document record object
cache store redis
key value
value content
bucket storage blob s3
storage disk volume
expire ttl lifetime timeout time-to-live expiration
increment increase
decrement decrease
hash map dictionary
formula calculation function
highlight color emphasize mark
upsert insert update
mapping schema field
spreadsheet-tab sheet worksheet
tab sheet
rows records data
import load upload
# machines
server machine host instance vm
vm virtual-machine instance server machine compute
container docker pod
kubernetes cluster pod k8s kubectl
deployment rollout release
rollout undo rollback deployment
exec execute shell command run inside
shell terminal command console bash
command run terminal shell
process program pid task
service app application
app application package
install app
infrastructure terraform resource
provider plugin
cpu memory usage resource
scale replicas resize
drain evict
port-forward tunnel expose
manifest yaml apply
ip-address ip
stdout output
stdin input
signal kill
environment-variable env variable
pod-logs log pod
working running active up
running active current
unused idle
broken failed error down
down unavailable outage
down-time outage incident
# applications and browsers
mobile phone device android ios
device emulator simulator
tap press touch click
click press push tap hit select
button element
dropdown select option combobox pick
pick choose select
select option choose
type fill enter input write
type text keyboard input
form fill input field
hover mouse pointer
drag drop
scroll swipe
navigate go open visit browse url
navigate back previous history last
navigate forward next
back previous return
tab window page
window resize viewport
resize size dimension
element node dom
wait-for wait until appear
dialog popup alert confirm prompt
console log javascript-error error
network request traffic http
emulate simulate throttle slow
throttle emulate slow cpu network
performance speed trace profile
javascript script evaluate js
orientation rotate landscape portrait
long-press hold
double-click double-tap
full-page whole entire
keyboard key type press
hotkey shortcut key
# places and times
map place location geo
place business restaurant poi location near
nearby near around close
address location geocode place street
coordinate latitude longitude lat-lng location geocode
geocode address coordinates
reverse-geocode coordinates address
directions route way path travel
distance far travel
elevation height altitude
weather forecast temperature
time clock date hour
timezone time-zone zone region
time current now
date day calendar
calendar event meeting appointment schedule
free-busy availability free slot
travel-time duration distance
oldest earliest first
reminder alert remind
remind reminder notify
recurring repeat regular
habit streak
nearby-places near place search
opening-hours hours place details
traffic route
# money and trade
invoice bill charge
customer client contact buyer
contact customer client person supplier
payment pay transaction
price cost quote rate
income-statement profit-and-loss revenue earnings
profit-and-loss income statement report
balance-sheet assets liabilities report
report summary statistics
refund credit
credit-note refund
tax vat
expense cost spending
payroll salary wage employee
employee staff worker
leave vacation holiday absence
product item article goods sale
inventory stock quantity
order purchase sale
store shop commerce
cart basket
discount coupon
shipping delivery fulfillment
subscription plan
stock share equity ticker security
buy purchase order
sell order
position holding
portfolio holdings account
option contract
crypto cryptocurrency bitcoin coin
cancel call-off
watchlist follow
liquidate close sell
bars candles ohlc price historical
dividend corporate-action payout
market exchange
trading-hours clock open calendar
buying-power balance cash account
company business firm organization
estimate quote offer
timesheet hours worklog time-spent
worklog log-time time-spent hours
unpaid outstanding overdue owed due receivable
cheapest price sort
# settings and measurements
feature-flag toggle flag switch
flag feature toggle switch
percentage rollout share
experiment ab-test variation
segment audience users group
environment stage production
variable env setting
setting configuration config option preference
metric measurement statistic
metric chart monitor
alarm alert monitor
dashboard board overview
trace span
encrypt protect password-protect
logs events entries
uptime availability health
slow latency duration
access-key credential api-key
average mean
vulnerable vulnerability security
on-call schedule incident
page-views traffic views
visitor traffic user
tenant organization account
login-history sign-in audit
audit-log audit event activity
audit log history activity
activity history event audit
# design and documents
design figma mockup
component element part
style css appearance
color colour
font typeface
frame node
slide presentation powerpoint
paragraph text
heading header title
footnote endnote note
document word docx
pdf document
template pattern boilerplate
bold style format
mail-merge template
attachment file
sign signature
block paragraph content
word-count count words
search-and-replace replace find
backlink link reference
embed insert
print output
# automation and models
workflow automation flow
automation workflow zap
execution run history
webhook callback hook
trigger start
vector embedding semantic
semantic similar meaning
similar alike related like
rerank rank sort order
namespace space
browser session chrome
cookie session
proxy ip
domain dns host
certificate ssl tls
iam role user policy
group team role
queue topic
subscription topic
agent assistant bot
model llm ai
prompt instruction
reason think step
think reasoning thought
ask question query
question ask answer
explain why
quality code-quality smell
coverage test
rule lint
hotspot security
smell issue quality
measure metric
# everyday words
grab get fetch
hunt search find
dig search find
peek view get
see view list get
look view find
find-out get determine
figure-out determine analyze
know get info
wipe delete clear remove
throw-away delete trash discard
throw-out delete trash
tear-down delete destroy
take-off remove
take-out remove
spin-up create start launch
bring-up start
fire-up start
shut-down stop close
take-down stop delete
hand-over assign transfer
pass send forward
ping message notify
jot note write
write-down note create
raise create open
file create open
lodge create submit
submit create send
leave add write
take capture create
go navigate
surf navigate browse
bump increase update
lower decrease reduce
shrink reduce resize compress
grow increase scale
arrange schedule sort
let allow permit grant
forbid deny block
stop-watching unwatch unsubscribe
keep save store
store save set
hold pause
carry-out run execute
kick-off start trigger run
set-off trigger start
work-through run process
tidy format clean
clean-up delete clear
pretty format
look-over review
go-through review list
how-long duration
how-far distance
how-much price cost amount
how-big size
how-tall height
where location path
when time date
folks people user
crew team
boss manager
manager supervisor
direct-report employee report
vendor supplier contact
firm company
shopper customer
merchandise product
warehouse location inventory
parcel shipment order fulfillment
receipt invoice payment
ledger account journal
bookkeeping accounting journal
debt receivable owed payable
stake position holding
ticker symbol stock
pic picture image
footage video
recording audio video
transcript caption subtitle
memo note document
minutes notes meeting
deck presentation slides
slideshow presentation slides
hyperlink link url
web-address url
homepage page website
story article news
encyclopedia wiki
fact information
thing item object entity
tie relation link
chat-room channel
nudge reminder
heads-up notification alert
agenda calendar event
get-together meeting event
call meeting
slot time availability
spot place location
hotel place
postcode zip-code address
gps coordinates latitude longitude location
drive directions route
walk directions route
box server machine
workload pod deployment
cron schedule job
passphrase password
two-factor mfa
identity user principal
privilege permission
rights permission access
firewall rule network
subnet network
file-share storage file
registry image
lambda function serverless
web-app site app
stack-trace exception error
spike anomaly
threshold alarm monitor
release-notes changelog
changelog history changes
patch diff
hash sha commit
contributor author member
gist snippet
linter lint
unit-test test
spec test
green passed passing success
red failed failing
distinct unique
id identifier
leaderboard rank sorted
mailbox folder inbox
junk spam
address-book contact
notebook page note
survey form questionnaire
poll vote survey
artboard frame
layer node
palette color
design-token variable
bullet list
indent format
fill-in fill
tick check checkbox
reload refresh
print-screen screenshot
page-source html content
accessibility snapshot
kill-switch flag toggle
gradual rollout percentage
cheap price
free available
empty clear
blank empty new
whole full all complete
entire full all
piece part section
chunk part section block
beginning start head
between range
older previous past history
newer recent latest
biggest largest top
popular top trending
trending popular top
broken invalid error
valid check validate
secure security
safe security check
stuck pending blocked
waiting pending queue
blocked blocker block
pending open waiting
ongoing active running current
live active current running
dead stopped inactive
offline unavailable down
online available active
# the rest
project list
size large big
first head top beginning
last tail end
several multiple many bulk batch
bulk batch many mass
random sample
allowed accessible permitted
upcoming next future
attendee guest participant
broadcast everyone all
followers friends
quota limit usage
usage consumption
cost billing spend
region location zone
snapshot backup
backup export dump
migrate move migration
explain plan query
aggregate group count sum
aggregation pipeline
collection table
child sub nested
parent above
star favorite bookmark like
pin stick
lock protect
unlock open
blame author who
author writer creator
owner author creator
visibility private public
private hidden
sandbox environment
simulate play mock
mock fake
record capture
play start
connect connection
mapping map
load import read
audience segment user
`;

/** Stems that belong together in the table, at most. */
export const LONGEST_PHRASE = 3;

/** Ways to say the same, each one or more stems. */
type Ways = readonly (readonly string[])[];

const WAYS = readGroups();

/**
 * Other ways to say a word, or words that stand together.
 *
 * @param stems joined by single spaces
 */
export function synonymsOf(stems: string): Ways {
  return WAYS.get(stems) ?? [];
}

function readGroups(): ReadonlyMap<string, Ways> {
  const ways = new Map<string, Map<string, readonly string[]>>();
  for (const line of GROUPS.trim().split("\n").filter((line) => !line.startsWith("#"))) {
    const group = line.split(" ").map((words) => wordsOf(words).map(stemmer));
    for (const stems of group) {
      const others = ways.get(stems.join(" ")) ?? new Map<string, readonly string[]>();
      for (const other of group) others.set(other.join(" "), other);
      others.delete(stems.join(" "));
      ways.set(stems.join(" "), others);
    }
  }
  return new Map([...ways].map(([key, others]) => [key, [...others.values()]]));
}
